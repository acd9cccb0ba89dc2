// On a narrow screen the sections lie in a drawer: it has the focus while it is open, and closes with what one chooses.

const sections = () => document.getElementById("sections");
const openers = () => document.querySelectorAll("[data-drawer-opener]");
const isOpen = () => document.documentElement.dataset.drawer === "open";

function show(open) {
  if (open) document.documentElement.dataset.drawer = "open";
  else delete document.documentElement.dataset.drawer;
  for (const frame of document.querySelectorAll(".frame")) frame.inert = open;
  for (const opener of openers()) opener.setAttribute("aria-expanded", String(open));
}

function close() {
  show(false);
  [...openers()].find((opener) => opener.checkVisibility())?.focus();
}

document.addEventListener("click", ({ target }) => {
  if (target.closest("[data-drawer-opener]")) {
    show(true);
    (sections().querySelector("[aria-current]") ?? sections().querySelector("a")).focus();
  } else if (isOpen()) {
    if (target.closest("#sections a")) show(false);
    else if (!target.closest("#sections")) close();
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !isOpen()) return;
  event.preventDefault();
  close();
});

matchMedia("(max-width: 760px)").addEventListener("change", () => show(false));
