// Selected rows swap the bar in: how many, and what can be done with them.
import { said } from "./words.js";

function count() {
  const form = document.querySelector("[data-bulk]");
  const bar = form?.querySelector("[data-bulk-bar]");
  if (!bar) return;
  const boxes = [...form.querySelectorAll("input[name=id]")];
  const chosen = boxes.filter((box) => box.checked).length;
  bar.hidden = chosen === 0;
  form.querySelector("[data-bulk-count]").textContent = said("selected", { count: chosen });
  const all = form.querySelector("[data-bulk-all]");
  if (all) {
    all.checked = chosen > 0 && chosen === boxes.length;
    all.indeterminate = chosen > 0 && chosen < boxes.length;
  }
}

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-bulk-all]")) {
    for (const box of event.target.form.querySelectorAll("input[name=id]")) box.checked = event.target.checked;
  }
  if (event.target.matches("[data-bulk-all], [data-bulk] input[name=id]")) count();
});

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-bulk-none]")) return;
  for (const box of document.querySelectorAll("[data-bulk] input[name=id]")) box.checked = false;
  count();
});
document.addEventListener("htmx:afterSettle", count);
