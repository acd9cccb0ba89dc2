// A fact that is edited where it stands: it opens with the focus in it, Escape closes it.

document.addEventListener("toggle", (event) => {
  if (!event.target.matches?.("[data-inline][open]")) return;
  const field = event.target.querySelector("input:not([type=hidden]), textarea");
  field?.focus();
  field?.select?.();
}, true);

document.addEventListener("keydown", (event) => {
  const fact = event.target.closest?.("[data-inline][open]");
  if (!fact || event.key !== "Escape") return;
  event.preventDefault();
  fact.querySelector("form").reset();
  fact.open = false;
  fact.querySelector("summary").focus();
}, true);
