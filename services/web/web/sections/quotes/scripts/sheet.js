// The rows of a sheet of lines: finding, making, numbering, filling them.

import { priceSoon } from "./prices.js";
import { said } from "../../../static/js/words.js";

export const rowAt = (target) => target.closest?.("[data-line]");
export const sheetAt = (target) => target.closest?.("[data-sheet]");
export const rowsOf = (sheet) => [...sheet.querySelectorAll("[data-line]")];
export const cell = (row, name) => row.querySelector(`[name=${name}]`);
const NUMBER = /\d+(?=\D*$)/; // of the line, in its labels

export const blank = (row) => !cell(row, "product").value.trim() && !cell(row, "product_id").value;

export function newRow(sheet, values = {}) {
  const template = sheet.parentElement.querySelector("[data-row-template]");
  const row = template.content.querySelector("[data-line]").cloneNode(true);
  fill(row, values);
  return row;
}

/** An empty row, or one with these values, under a row and its strip. */
export function addAfter(row, values = {}) {
  const sheet = sheetAt(row);
  const after = row.nextElementSibling?.matches("[data-strip]") ? row.nextElementSibling : row;
  const made = newRow(sheet, values);
  after.after(made);
  changed(sheet);
  return made;
}

/** Rows came, went or moved. */
export function changed(sheet, patience) {
  renumber(sheet);
  priceSoon(sheet, patience);
  sheet.dispatchEvent(new Event("change", { bubbles: true }));
}

export function fill(row, values) {
  for (const [name, value] of Object.entries(values)) {
    const input = cell(row, name);
    if (input) input.value = value;
  }
}

/** Numbers and labels follow the order; only what differs is written. */
export function renumber(sheet) {
  rowsOf(sheet).forEach((row, index) => {
    const at = String(index + 1);
    const head = row.querySelector("[data-at]");
    if (head.textContent === at) return;
    head.textContent = at;
    for (const input of row.querySelectorAll("input[aria-label]")) {
      input.setAttribute("aria-label", input.getAttribute("aria-label").replace(NUMBER, at));
    }
    const remove = row.querySelector("[data-remove]");
    remove.value = String(index);
    remove.setAttribute("aria-label", said("removeLine", { at }));
  });
}

export function focusCell(row, name) {
  const input = row && (cell(row, name) ?? cell(row, "product"));
  if (!input) return false;
  input.focus();
  input.select?.();
  return true;
}

/** Rows of a spreadsheet or a CSV file: cells by tab, semicolon or comma, quotes around some. */
export function table(text) {
  const mark = text.includes("\t") ? "\t" : text.includes(";") ? ";" : ",";
  const lines = text.replace(/\r\n?/g, "\n").split("\n").filter((line) => line.trim());
  return lines.map((line) => cells(line, mark));
}

function cells(line, mark) {
  const found = [""];
  let quoted = false;
  for (const letter of line) {
    if (letter === '"') quoted = !quoted;
    else if (letter === mark && !quoted) found.push("");
    else found[found.length - 1] += letter;
  }
  return found.map((one) => one.trim());
}

/** Without the line of headings: its quantity is a word. */
export function withoutHeadings(rows) {
  const [first, ...others] = rows;
  return first?.[1] && !/\d/.test(first[1]) ? others : rows;
}
