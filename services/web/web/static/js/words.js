// What scripts say, in the reader's language: the page's head brings it.

const known = () => JSON.parse(document.querySelector('meta[name="words"]').content);
let words;

/** A text by its name, with values in its braces: said("removeLine", { at: 3 }). */
export function said(name, values = {}) {
  words ??= known();
  return words[name].replace(/\{(\w+)\}/g, (_, value) => String(values[value] ?? ""));
}
