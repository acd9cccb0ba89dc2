// Rows of a spreadsheet: product number, quantity, discount; in another column, that column downwards.

import { dropStrip } from "./options.js";
import { blank, changed, fill, focusCell, newRow, rowAt, rowsOf, sheetAt, table, withoutHeadings } from "./sheet.js";

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
