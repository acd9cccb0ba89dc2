// Lines of a quote or an order by keyboard and paste. Without this, the form's buttons do the same by the server.

import "./pick.js";
import { optionsOf, priceSoon } from "./prices.js";
import { blank, cell, fill, focusCell, newRow, renumber, rowsOf, table, withoutHeadings } from "./sheet.js";

const MOST_OPTIONS = 24;
const rowAt = (target) => target.closest?.("[data-line]");
const sheetAt = (target) => target.closest?.("[data-sheet]");

function changed(sheet, patience) {
  renumber(sheet);
  priceSoon(sheet, patience);
  sheet.dispatchEvent(new Event("change", { bubbles: true }));
}

export function addAfter(row, values = {}) {
  const sheet = sheetAt(row);
  const after = row.nextElementSibling?.matches("[data-strip]") ? row.nextElementSibling : row;
  const made = newRow(sheet, values);
  after.after(made);
  changed(sheet);
  return made;
}

function remove(row, name) {
  const sheet = sheetAt(row);
  const rows = rowsOf(sheet);
  const at = rows.indexOf(row);
  const next = rows[at + 1] ?? rows[at - 1] ?? addAfter(row);
  dropStrip(sheet);
  focusCell(next, name);
  row.remove();
  changed(sheet);
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
document.addEventListener("picked", (event) => rowAt(event.target) && picked(rowAt(event.target)));

function picked(row) {
  if (!cell(row, "quantity").value) cell(row, "quantity").value = "1";
  priceSoon(sheetAt(row), 0);
  focusCell(row, "quantity");
}

function ofForm(target) {
  const decides = ["freight", "currency", "quoted_on"].includes(target.name);
  return decides ? target.form?.querySelector("[data-sheet]") : null;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-add], [data-remove], [data-option]");
  if (!button) return;
  event.preventDefault();
  if (button.matches("[data-remove]")) return remove(rowAt(button), "product");
  if (button.matches("[data-option]")) return addOption(button);
  const rows = rowsOf(button.form.querySelector("[data-sheet]"));
  focusCell(addAfter(rows.at(-1)), "product");
});

// Options that fit the device of the line that has the focus, under it.

function dropStrip(sheet, but = null) {
  const strip = sheet.querySelector("[data-strip]");
  if (strip && strip.previousElementSibling !== but) strip.remove();
}

function offer(row) {
  const sheet = sheetAt(row);
  dropStrip(sheet, row);
  if (row.dataset.kind !== "device" || row.nextElementSibling?.matches("[data-strip]")) return;
  const some = optionsOf(sheet, row.dataset.product).slice(0, MOST_OPTIONS);
  if (some.length) row.after(strip(cell(row, "product").value, some));
}

function strip(number, some) {
  const made = document.createElement("tr");
  made.className = "strip";
  made.dataset.strip = "";
  made.innerHTML = '<td></td><td colspan="11"><div role="toolbar"><span class="muted">Options that fit</span></div></td>';
  const bar = made.querySelector("div");
  bar.setAttribute("aria-label", `Options that fit ${number}`);
  bar.append(...some.map((one, at) => {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "button small", tabIndex: at ? -1 : 0, title: one.name });
    Object.assign(button.dataset, { option: one.id, number: one.number });
    button.textContent = `+ ${one.number} ${one.name}${one.price ? ` · ${one.price}` : ""}`;
    return button;
  }));
  return made;
}

function addOption(button) {
  const device = button.closest("[data-strip]").previousElementSibling;
  addAfter(device, { product: button.dataset.number, product_id: button.dataset.option, quantity: cell(device, "quantity").value });
}

function inStrip(event) {
  const bar = event.target.closest("[role=toolbar]");
  const all = [...(bar?.querySelectorAll("button") ?? [])];
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  const device = event.target.closest("[data-strip]").previousElementSibling;
  if (step) all[(all.indexOf(event.target) + step + all.length) % all.length].focus();
  else if (event.key === "Escape" || event.key === "ArrowUp") focusCell(device, "product");
  else if (event.key === "ArrowDown") focusCell(event.target.closest("[data-strip]").nextElementSibling, "product");
  else return;
  event.preventDefault();
  event.stopPropagation();
}

document.addEventListener("focusin", (event) => rowAt(event.target) && offer(rowAt(event.target)));
document.addEventListener("priced", (event) => {
  const row = rowAt(document.activeElement ?? document.body);
  if (row && sheetAt(row) === event.target) offer(row);
});

// Rows of a spreadsheet: product number, quantity, discount; in another column, that column downwards.

document.addEventListener("paste", (event) => {
  const row = rowAt(event.target);
  const text = event.clipboardData?.getData("text/plain") ?? "";
  const inProduct = event.target.name === "product";
  if (!row || !(/[\t\n]/.test(text.trim()) || (inProduct && /[;,]/.test(text)))) return;
  event.preventDefault();
  if (inProduct) pasteLines(row, withoutHeadings(table(text)));
  else pasteColumn(row, event.target.name, table(text));
});

function pasteLines(row, pasted) {
  const sheet = sheetAt(row);
  const given = pasted.map(([product = "", quantity = "", discount = ""]) => ({ product, product_id: "", quantity, discount }));
  let last = row;
  if (blank(row) && given.length) fill(row, given.shift());
  const made = document.createDocumentFragment();
  for (const values of given) made.append((last = newRow(sheet, values)));
  dropStrip(sheet);
  row.after(made);
  changed(sheet, 0);
  focusCell(last, "quantity");
}

function pasteColumn(row, name, pasted) {
  const rows = rowsOf(sheetAt(row));
  const at = rows.indexOf(row);
  pasted.forEach(([value], step) => rows[at + step] && fill(rows[at + step], { [name]: value }));
  changed(sheetAt(row), 0);
}
