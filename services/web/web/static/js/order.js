// The order of columns: drag an entry, or move it with Alt and the arrow keys.

let dragged = null;

document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.("[data-order] li") ?? null;
});

document.addEventListener("dragover", (event) => {
  const over = event.target.closest?.("[data-order] li");
  if (!dragged || !over || over === dragged || over.parentNode !== dragged.parentNode) return;
  event.preventDefault();
  const half = over.getBoundingClientRect();
  over.parentNode.insertBefore(dragged, event.clientY < half.top + half.height / 2 ? over : over.nextSibling);
});

document.addEventListener("dragend", () => (dragged = null));

document.addEventListener("keydown", (event) => {
  const entry = event.target.closest?.("[data-order] li");
  if (!entry || !event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
  event.preventDefault();
  if (event.key === "ArrowUp") entry.previousElementSibling?.before(entry);
  else entry.nextElementSibling?.after(entry);
  event.target.focus();
});
