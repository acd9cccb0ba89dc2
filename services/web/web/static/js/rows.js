// Rows of a list: a click opens, with Ctrl or the middle button in a tab; j and k move, Enter opens, x selects.

const CONTROLS = "a, button, input, select, textarea, label, summary, [popover], dialog";
const FIELDS = "input, select, textarea, dialog[open], :popover-open";

const rows = () => [...document.querySelectorAll("[data-row]")];
const linkOf = (row) => row?.querySelector(".row-link");
export const current = () => document.querySelector('[data-row][aria-selected="true"]');

/** Make the row the current one; who follows it hears of it. */
export function choose(row) {
  current()?.removeAttribute("aria-selected");
  row.setAttribute("aria-selected", "true");
  row.scrollIntoView({ block: "nearest" });
  row.dispatchEvent(new CustomEvent("row:chosen", { bubbles: true }));
}

function move(step) {
  const all = rows();
  const now = current();
  choose(all[Math.max(0, Math.min(all.length - 1, now ? all.indexOf(now) + step : 0))]);
}

/** Whether the keys of a list are meant: nobody types, and what has the focus does not take the key itself. */
export function meant(event) {
  if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey) return false;
  if (event.target.closest(FIELDS) || !rows().length) return false;
  return !(event.target.closest("a, button, summary") && ["Enter", " "].includes(event.key));
}

/** The row of a click that is meant for it: on none of its controls, and not the end of a selection of text. */
function clicked(event) {
  if (event.defaultPrevented || event.target.closest(CONTROLS)) return null;
  const row = event.target.closest("[data-row][data-href]");
  const selection = getSelection();
  return row && !selection.isCollapsed && selection.containsNode(row, true) ? null : row;
}

document.addEventListener("click", (event) => {
  const row = clicked(event);
  if (!row) return;
  if (event.metaKey || event.ctrlKey || event.shiftKey) window.open(row.dataset.href, "_blank", "noopener");
  else linkOf(row)?.click();
});

document.addEventListener("auxclick", (event) => {
  const row = event.button === 1 && clicked(event);
  if (row) window.open(row.dataset.href, "_blank", "noopener");
});

document.addEventListener("mousedown", (event) => {
  if (event.button === 1 && clicked(event)) event.preventDefault(); // else the page would scroll with the mouse
});

document.addEventListener("keydown", (event) => {
  if (!meant(event)) return;
  const row = current();
  const does = {
    j: () => move(1),
    k: () => move(-1),
    Enter: () => linkOf(row)?.click(),
    x: () => row?.querySelector("input[name=id]")?.click(),
  }[event.key];
  if (!does) return;
  event.preventDefault();
  does();
});
