// A menu of many entries is narrowed by typing; Enter opens the first that is left.

const entriesOf = (search) => [...search.closest("[popover]").querySelectorAll("details")];

document.addEventListener("input", ({ target }) => {
  if (!target.matches("[data-menu-search]")) return;
  const words = target.value.trim().toLowerCase();
  for (const entry of entriesOf(target)) {
    entry.hidden = !entry.querySelector("summary").textContent.toLowerCase().includes(words);
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches("[data-menu-search]")) return;
  event.preventDefault();
  const first = entriesOf(event.target).find((entry) => !entry.hidden);
  if (!first) return;
  first.open = true;
  first.querySelector("a, select, input:not([type=hidden])")?.focus();
});
