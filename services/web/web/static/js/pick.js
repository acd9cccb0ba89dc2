// Comboboxes: an input with data-pick says where it is searched; one list box serves all. The server renders what fits.
// A text with data-mention is searched for the word after an @, and what is chosen takes the place of that word.
import { said } from "./words.js";

const PATIENCE = 120;
const PICKS = "[data-pick],[data-mention]";
const MENTION = /(?<![\w@.+-])@([\w.+-]{0,64})$/;
let owner = null;
let timer;
let asking;

const box = () => document.querySelector("[data-picks]");

/** The one list box, made when it is needed first. */
function made() {
  const list = document.createElement("div");
  Object.assign(list, { id: "picks", className: "picks", hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", said("found"));
  list.dataset.picks = "";
  document.body.append(list);
  return list;
}

const items = () => [...(box()?.querySelectorAll("[role=option]:not([aria-disabled])") ?? [])];
const selected = () => items().find((item) => item.getAttribute("aria-selected") === "true");
const open = () => owner !== null && box() && !box().hidden;

/** Where the id of what was chosen goes: beside the input in a line, in the field of a header. */
function idOf(input) {
  return input.closest("[data-picked]")?.querySelector("[data-pick-id]") ?? input.closest("tr")?.querySelector("[name=product_id]");
}

function close() {
  clearTimeout(timer);
  asking?.abort();
  if (owner) {
    if (owner.dataset.pick) owner.setAttribute("aria-expanded", "false");
    owner.removeAttribute("aria-activedescendant");
  }
  owner = null;
  if (box()) box().hidden = true;
}

/** What is searched: all of an input, of a text the word after the @ before the caret; null where there is none. */
function wanted(input) {
  if (input.dataset.pick) return input.value.trim() || null;
  return input.value.slice(0, input.selectionStart).match(MENTION)?.[1] ?? null;
}

async function search(input) {
  asking?.abort();
  asking = new AbortController();
  const question = `${input.dataset.pick ?? input.dataset.mention}?q=${encodeURIComponent(wanted(input) ?? "")}`;
  try {
    const answer = await fetch(question, { signal: asking.signal, headers: { "HX-Request": "true" } });
    if (!answer.ok || answer.headers.has("HX-Redirect") || document.activeElement !== input) return;
    (box() ?? made()).innerHTML = await answer.text();
    show(input);
  } catch (error) {
    if (error.name !== "AbortError") close();
  }
}

function show(input) {
  owner = input;
  const place = input.getBoundingClientRect();
  const list = box();
  list.hidden = false;
  const below = place.bottom + list.offsetHeight + 8 < innerHeight;
  list.style.setProperty("left", `${Math.min(place.left, innerWidth - list.offsetWidth - 8)}px`);
  list.style.setProperty("top", `${below ? place.bottom + 2 : Math.max(8, place.top - list.offsetHeight - 2)}px`);
  if (input.dataset.mention && !items().length) return close(); // just a word
  if (input.dataset.pick) input.setAttribute("aria-expanded", "true");
  choose(0);
}

function choose(place) {
  const all = items();
  if (!all.length) return;
  const index = (place + all.length) % all.length;
  all.forEach((item, at) => item.setAttribute("aria-selected", String(at === index)));
  all[index].scrollIntoView({ block: "nearest" });
  owner.setAttribute("aria-activedescendant", all[index].id);
}

function take(item, by = "choice") {
  const input = owner;
  const { id, text } = item.dataset;
  close();
  if (input.dataset.mention) return mention(input, text);
  input.value = text;
  remember(input, id, text);
  input.dispatchEvent(new CustomEvent("picked", { bubbles: true, detail: { id, text, by } }));
}

function mention(input, username) {
  const start = input.selectionStart - (wanted(input) ?? "").length;
  input.setRangeText(`${username} `, start, input.selectionStart, "end");
}

function remember(input, id, text) {
  const target = idOf(input);
  if (target?.tagName === "SELECT") target.replaceChildren(new Option(text, id, true, true));
  else if (target) target.value = id;
  const was = input.closest("[data-picked]")?.querySelector(`[name=${input.name}_was]`);
  if (was) was.value = text;
}

document.addEventListener("input", (event) => {
  const input = event.target.closest?.(PICKS);
  if (!input) return;
  if (input.dataset.pick) remember(input, "", "");
  selected()?.setAttribute("aria-selected", "false"); // what was found for fewer letters must not be taken for these
  clearTimeout(timer);
  asking?.abort();
  if (wanted(input) !== null) timer = setTimeout(() => search(input), PATIENCE);
  else close();
});

// Before anybody else: while the list is open, these keys are the list's.
document.addEventListener("keydown", (event) => {
  const input = event.target.closest?.(PICKS);
  if (!input || event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
  if (!open()) {
    if (event.key === "Tab" || event.key === "Enter") close();
    if (event.key === "ArrowDown" && input.dataset.pick && !input.closest("tr")) mine(event, () => search(input));
    return;
  }
  const at = items().indexOf(selected());
  if (event.key === "ArrowDown") mine(event, () => choose(at + 1));
  else if (event.key === "ArrowUp") mine(event, () => choose(at - 1));
  else if (event.key === "Escape") mine(event, close);
  else if (event.key === "Enter" && selected()) mine(event, () => take(selected()));
  else if (event.key === "Tab" && selected()) take(selected(), "tab");
}, true);

function mine(event, act) {
  event.preventDefault();
  event.stopImmediatePropagation();
  act();
}

document.addEventListener("mousedown", (event) => {
  const item = event.target.closest?.("[data-picks] [data-id]");
  if (event.target.closest?.("[data-picks]")) event.preventDefault();
  if (item && owner) take(item);
});

document.addEventListener("focusout", (event) => {
  if (event.target === owner) close();
});
document.addEventListener("scroll", (event) => owner && event.target !== box() && close(), true);
