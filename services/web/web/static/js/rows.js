// Rows of a list by keyboard: j and k move, Enter opens, Space peeks, x selects. A double click opens too.

const rows = () => [...document.querySelectorAll("[data-row]")];
const current = () => document.querySelector('[data-row][aria-selected="true"]');

function move(step) {
  const all = rows();
  if (!all.length) return;
  const now = current();
  const next = all[Math.max(0, Math.min(all.length - 1, now ? all.indexOf(now) + step : 0))];
  now?.removeAttribute("aria-selected");
  next.setAttribute("aria-selected", "true");
  next.scrollIntoView({ block: "nearest" });
}

function open(row) {
  const link = row.querySelector(".row-link");
  if (link) link.click();
}

async function peek(row) {
  const panel = document.getElementById("peek");
  if (!panel || !row.dataset.href) return;
  const answer = await fetch(row.dataset.href);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const main = page.querySelector("main");
  if (!main) return;
  main.querySelectorAll("[id]").forEach((part) => part.removeAttribute("id"));
  panel.querySelector("[data-peek]").replaceChildren(...main.childNodes);
  panel.showModal();
}

document.addEventListener("keydown", (event) => {
  const panel = document.getElementById("peek");
  if (panel?.open && event.key === " ") {
    event.preventDefault();
    panel.close();
    document.activeElement?.blur(); // else the focus stays in the closed preview until the next frame, and keys with it
    return;
  }
  if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, dialog[open], :popover-open") || !rows().length) return;
  if (event.target.closest("a, button, summary") && ["Enter", " "].includes(event.key)) return;
  const row = current();
  const does = {
    j: () => move(1),
    k: () => move(-1),
    Enter: () => row && open(row),
    " ": () => row && peek(row),
    x: () => row?.querySelector("input[name=id]")?.click(),
  }[event.key];
  if (!does) return;
  event.preventDefault();
  does();
});

document.addEventListener("dblclick", (event) => {
  const row = event.target.closest("[data-row]");
  if (row && !event.target.closest("a, input, button")) open(row);
});
