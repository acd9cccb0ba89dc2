// The keyboard: an element says its own key (data-key, or data-go after g); what it does is what a click does.

let waiting = false;
const typing = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;
const shown = (element) => element.checkVisibility();

function press(selector) {
  const found = [...document.querySelectorAll(selector)].find(shown);
  if (!found) return false;
  found.focus();
  found.click();
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented) return;
  if ((event.metaKey || event.ctrlKey) && event.key === "Enter" && typing(event.target)) {
    event.target.form?.requestSubmit();
    return;
  }
  if (event.key === "Escape" && typing(event.target) && !event.target.closest("dialog, [popover]")) {
    event.target.blur();
    return;
  }
  if (event.metaKey || event.ctrlKey || event.altKey || typing(event.target)) return;
  if (document.querySelector("dialog[open]")) return;
  if (act(event)) event.preventDefault();
});

function act(event) {
  const key = event.key;
  if (waiting) {
    waiting = false;
    return press(`[data-go="${CSS.escape(key)}"]`);
  }
  if (key === "g") {
    waiting = true;
    setTimeout(() => (waiting = false), 1200);
    return true;
  }
  if (key === "?") {
    document.getElementById("help")?.showModal();
    return true;
  }
  if (key === "/") {
    const search = document.querySelector("[data-list-search]") ?? document.querySelector(".top-search input");
    search?.focus();
    search?.select();
    return true;
  }
  if (event.target.closest("button, a, summary") && key.length > 1) return false;
  return press(`[data-key="${CSS.escape(key)}"]`);
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-help]")) document.getElementById("help")?.showModal();
});
