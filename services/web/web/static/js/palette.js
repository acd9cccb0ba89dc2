// ⌘K: one place that finds records of every kind and every action. What it finds, the server renders.
import { said } from "./words.js";

const dialog = () => document.getElementById("palette");
const input = () => document.querySelector("[data-palette-input]");
const found = () => document.querySelector("[data-palette-found]");
let timer;
let asking;

function open(words = "") {
  const palette = dialog();
  if (!palette || palette.open) return;
  palette.showModal();
  input().value = words;
  input().focus();
  search();
}

async function search() {
  asking?.abort();
  asking = new AbortController();
  const at = encodeURIComponent(location.pathname);
  const question = `/search/palette?q=${encodeURIComponent(input().value)}&at=${at}`;
  try {
    const answer = await fetch(question, { signal: asking.signal, headers: { "HX-Request": "true" } });
    if (!answer.ok) throw new Error(String(answer.status));
    found().innerHTML = await answer.text();
    choose(0);
  } catch (error) {
    if (error.name !== "AbortError") found().textContent = said("searchSilent");
  }
}

const items = () => [...found().querySelectorAll("[role=option]")];

function choose(place) {
  const all = items();
  const index = Math.max(0, Math.min(place, all.length - 1));
  all.forEach((item, at) => item.setAttribute("aria-selected", String(at === index)));
  all[index]?.scrollIntoView({ block: "nearest" });
  if (all[index]) input().setAttribute("aria-activedescendant", all[index].id);
}

document.addEventListener("keydown", (event) => {
  if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === "k") {
    event.preventDefault();
    open();
    return;
  }
  if (!dialog()?.open || event.target !== input()) return;
  const now = items().findIndex((item) => item.getAttribute("aria-selected") === "true");
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    choose(now + (event.key === "ArrowDown" ? 1 : -1));
  } else if (event.key === "Enter" && items()[now]) {
    event.preventDefault();
    dialog().close();
    items()[now].click();
  }
});

document.addEventListener("input", (event) => {
  if (event.target !== input()) return;
  clearTimeout(timer);
  timer = setTimeout(search, 120);
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-palette-found] a")) dialog().close();
  if (event.target === dialog()) dialog().close();
  const opener = event.target.closest("[data-palette-open]");
  if (opener) {
    opener.blur();
    open(opener.value);
  }
});
