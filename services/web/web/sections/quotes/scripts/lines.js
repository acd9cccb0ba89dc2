// Lines of a quote or an order by keyboard and paste. Without this, the form's buttons do the same by the server.

import "./contacts.js";
import "./paste.js";
import { addOption, dropStrip, inStrip } from "./options.js";
import { priceSoon } from "./prices.js";
import { addAfter, blank, cell, changed, focusCell, rowAt, rowsOf, sheetAt } from "./sheet.js";
import { said } from "../../../static/js/words.js";

let removed = null;

function remove(row, name) {
  const sheet = sheetAt(row);
  const rows = rowsOf(sheet);
  const at = rows.indexOf(row);
  const next = rows[at + 1] ?? rows[at - 1] ?? addAfter(row);
  dropStrip(sheet);
  focusCell(next, name);
  removed = { row, at };
  row.remove();
  changed(sheet);
  offerUndo(sheet);
}

function offerUndo(sheet) {
  const button = sheet.closest("form").querySelector("[data-undo]");
  if (!button) return;
  button.hidden = removed === null || blank(removed.row);
  button.textContent = said("bringBack", { product: removed ? cell(removed.row, "product").value : "" });
}

function undo(sheet) {
  if (!removed) return;
  const next = rowsOf(sheet)[removed.at];
  dropStrip(sheet);
  if (next) next.before(removed.row);
  else rowsOf(sheet).at(-1).after(removed.row);
  focusCell(removed.row, "product");
  removed = null;
  changed(sheet);
  offerUndo(sheet);
}

function move(row, step, input) {
  const sheet = sheetAt(row);
  dropStrip(sheet);
  const other = rowsOf(sheet)[rowsOf(sheet).indexOf(row) + step];
  if (!other) return;
  if (step < 0) other.before(row);
  else other.after(row);
  input.focus();
  row.scrollIntoView({ block: "nearest" });
  changed(sheet);
}

const KEYS = {
  Enter: (row) => {
    const next = rowsOf(sheetAt(row))[rowsOf(sheetAt(row)).indexOf(row) + 1];
    focusCell(next && blank(next) ? next : addAfter(row), "product");
  },
  ArrowUp: (row, input) => focusCell(rowsOf(sheetAt(row))[rowsOf(sheetAt(row)).indexOf(row) - 1], input.name),
  ArrowDown: (row, input) => focusCell(rowsOf(sheetAt(row))[rowsOf(sheetAt(row)).indexOf(row) + 1], input.name),
  "alt ArrowUp": (row, input) => move(row, -1, input),
  "alt ArrowDown": (row, input) => move(row, 1, input),
  "alt o": (row) => row.nextElementSibling?.querySelector?.("[data-option]")?.focus(),
  "ctrl Backspace": (row, input) => remove(row, input.name),
  "ctrl Delete": (row, input) => remove(row, input.name),
  "alt z": (row) => undo(sheetAt(row)),
};

document.addEventListener("keydown", (event) => {
  if (event.target.closest?.("[data-strip]")) return inStrip(event);
  const row = rowAt(event.target);
  if (!row || event.target.tagName !== "INPUT" || event.isComposing || event.shiftKey) return;
  const held = event.altKey ? "alt " : event.ctrlKey || event.metaKey ? "ctrl " : "";
  const act = KEYS[held + event.key];
  if (!act) return;
  event.preventDefault();
  event.stopPropagation();
  act(row, event.target);
}, true);

document.addEventListener("input", (event) => {
  const sheet = sheetAt(event.target) ?? ofForm(event.target);
  if (sheet && event.target.name !== "product") priceSoon(sheet);
});
document.addEventListener("change", (event) => event.target.name === "product" && rowAt(event.target) && priceSoon(sheetAt(event.target)));
document.addEventListener("picked", (event) => rowAt(event.target) && picked(rowAt(event.target), event.detail.by));

function picked(row, by) {
  if (!cell(row, "quantity").value) cell(row, "quantity").value = "1";
  priceSoon(sheetAt(row), 0);
  if (by !== "tab") focusCell(row, "quantity");
}

function ofForm(target) {
  const decides = ["freight", "freight_treatment_id", "currency", "quoted_on"].includes(target.name);
  return decides ? target.form?.querySelector("[data-sheet]") : null;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-add], [data-remove], [data-option], [data-undo]");
  if (!button) return;
  event.preventDefault();
  if (button.matches("[data-remove]")) return remove(rowAt(button), "product");
  if (button.matches("[data-option]")) return addOption(button);
  if (button.matches("[data-undo]")) return undo(button.form.querySelector("[data-sheet]"));
  const rows = rowsOf(button.form.querySelector("[data-sheet]"));
  focusCell(addAfter(rows.at(-1)), "product");
});
