// Options that fit the device of the line that has the focus, in a strip under it.

import { optionsOf } from "./prices.js";
import { addAfter, cell, focusCell, rowAt, sheetAt } from "./sheet.js";
import { said } from "../../../static/js/words.js";

const MOST_OPTIONS = 24;

export function dropStrip(sheet, but = null) {
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
  made.innerHTML = '<td></td><td colspan="11"><div role="toolbar"><span class="muted"></span></div></td>';
  made.querySelector("span").textContent = said("fitting");
  const bar = made.querySelector("div");
  bar.setAttribute("aria-label", said("optionsFor", { number }));
  bar.append(...some.map((one, at) => {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "button small", tabIndex: at ? -1 : 0, title: one.name });
    Object.assign(button.dataset, { option: one.id, number: one.number });
    button.textContent = `+ ${one.number} ${one.name}${one.price ? ` · ${one.price}` : ""}`;
    return button;
  }));
  return made;
}

export function addOption(button) {
  const device = button.closest("[data-strip]").previousElementSibling;
  addAfter(device, { product: button.dataset.number, product_id: button.dataset.option, quantity: cell(device, "quantity").value });
}

export function inStrip(event) {
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
