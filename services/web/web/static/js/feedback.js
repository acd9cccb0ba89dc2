// What a person notices while something is under way: the bar on top, messages that leave, questions before acting.
import { said } from "./words.js";

function ready() {
  document.querySelectorAll("[data-focus]").forEach((place) => place.focus());
  for (const tab of document.querySelectorAll(".tabs > [aria-current]")) {
    const { offsetLeft, offsetWidth, parentElement: tabs } = tab;
    if (offsetLeft + offsetWidth > tabs.offsetLeft + tabs.clientWidth) tabs.scrollLeft = offsetLeft - tabs.offsetLeft;
  }
}

document.addEventListener("htmx:beforeRequest", () => document.documentElement.classList.add("loading"));
document.addEventListener("htmx:beforeRequest", (event) => event.target.closest?.("[popover]:popover-open")?.hidePopover());
document.addEventListener("htmx:afterRequest", () => document.documentElement.classList.remove("loading"));
document.addEventListener("htmx:afterSettle", () => {
  ready();
  leave();
});
// A new page begins at its content, for the keyboard and for those who hear it; a filtered list keeps the focus.
let path = location.pathname;
document.addEventListener("htmx:pushedIntoHistory", () => {
  if (location.pathname === path) return;
  path = location.pathname;
  document.getElementById("main")?.focus({ preventScroll: true });
});
document.addEventListener("htmx:sendError", () => toast(said("lost"), "warn"));

export function toast(words, kind = "ok") {
  const line = document.createElement("p");
  line.className = `toast ${kind}`;
  line.textContent = words;
  document.getElementById("toasts")?.append(line);
  leave();
}

function leave() {
  for (const line of document.querySelectorAll(".toast:not([data-leaving])")) {
    line.dataset.leaving = "";
    setTimeout(() => line.classList.add("gone"), line.matches(".warn, .bad") ? 8000 : 4000);
    setTimeout(() => line.remove(), line.matches(".warn, .bad") ? 8400 : 4400);
  }
}

// htmx asks before it sends a boosted form, so the question has to come before htmx hears of the submit.
document.addEventListener("submit", (event) => {
  const words = event.submitter?.dataset.askButton ?? event.target.dataset.ask;
  if (words && !window.confirm(words)) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }
}, true);

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-goto]")) location.assign(event.target.value);
  if (event.target.matches("[data-submit-on-change]")) event.target.form.requestSubmit();
});

document.addEventListener("click", async (event) => {
  const copy = event.target.closest("[data-copy]");
  if (copy) {
    await navigator.clipboard.writeText(copy.dataset.copy);
    toast("Copied.");
  }
  if (event.target.closest("[data-fold]")) {
    const folded = document.documentElement.dataset.sidebar === "folded";
    document.documentElement.dataset.sidebar = folded ? "" : "folded";
    document.cookie = `sidebar=${folded ? "" : "folded"}; path=/; max-age=31536000; samesite=lax`;
  }
  if (event.target.closest("[data-print]")) window.print();
});

ready();
leave();
