// Space shows the current row in a panel beside the list; it follows j and k, and Escape or Space closes it.

import { choose, current, meant } from "./rows.js";

const panel = () => document.getElementById("peek");
const open = () => panel()?.hidden === false;
let asked = 0;

async function show(row) {
  const mine = ++asked;
  const answer = await fetch(row.dataset.peek);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const shown = page.querySelector("[data-peeked]");
  if (mine !== asked || !panel()) return; // another row is current by now
  if (!shown && answer.redirected) location.reload(); // signed out meanwhile
  if (!shown) return;
  const place = panel().querySelector("[data-peek-place]");
  place.replaceChildren(shown);
  window.htmx.process(place);
  panel().hidden = false;
  row.scrollIntoView({ block: "nearest" });
}

function close() {
  asked += 1;
  if (!open()) return;
  if (panel().contains(document.activeElement)) document.getElementById("main")?.focus({ preventScroll: true });
  panel().hidden = true;
}

document.addEventListener("row:chosen", (event) => open() && show(event.target));

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && open() && !event.defaultPrevented && !document.querySelector(":modal, :popover-open")) {
    if (!event.target.closest("input, select, textarea")) event.preventDefault();
    close();
  } else if (event.key === " " && meant(event)) {
    event.preventDefault();
    if (open()) close();
    else if (current()) show(current());
  }
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-peek-close]")) close();
  const row = event.target.closest("[data-peek-open]")?.closest("[data-row]");
  if (!row) return;
  if (!open()) show(row);
  choose(row);
});

// Other rows stand there now, and none of them is current.
document.addEventListener("htmx:afterSettle", () => open() && !current() && close());
