// Live prices of a sheet: the form goes to the server, the answer's texts into the cells that they differ from.

import { cell, rowsOf } from "./sheet.js";
import { said } from "../../../static/js/words.js";

const PATIENCE = 200;
const SENT = new Set(["product", "product_id", "quantity", "price", "discount", "note", "line_id", "freight", "freight_treatment_id", "currency", "quoted_on", "quote_id"]);
const options = new Map();
let timer;
let asking;

/** Ask again soon; what is on its way is out of date. */
export function priceSoon(sheet, patience = PATIENCE) {
  clearTimeout(timer);
  asking?.abort();
  timer = setTimeout(() => price(sheet), patience);
}

async function price(sheet) {
  if (!sheet.isConnected) return;
  asking = new AbortController();
  const { signal } = asking;
  const body = new URLSearchParams([...new FormData(sheet.closest("form"))].filter(([name]) => SENT.has(name)));
  try {
    const answer = await fetch(sheet.dataset.price, { method: "POST", body, signal, headers: { "HX-Request": "true" } });
    if (answer.headers.has("HX-Redirect")) return signedOut(sheet);
    if (!answer.ok) throw new Error(String(answer.status));
    const found = await answer.json();
    if (!signal.aborted) show(sheet, found);
  } catch (error) {
    if (error.name !== "AbortError") say(sheet, said("noPrices"), true);
  }
}

function show(sheet, found) {
  for (const [id, some] of Object.entries(found.options)) options.set(id, some);
  const rows = rowsOf(sheet);
  if (rows.length !== found.rows.length) return;
  rows.forEach((row, index) => showRow(row, found.rows[index]));
  const sums = sheet.closest("form").querySelector("[data-sums]");
  if (sums) showSums(sums, found.sums);
  say(sheet, found.problem);
  sheet.dispatchEvent(new CustomEvent("priced", { bubbles: true }));
}

function showRow(row, now) {
  const product = cell(row, "product");
  const here = product === document.activeElement;
  if (now.product_id && !cell(row, "product_id").value) cell(row, "product_id").value = now.product_id;
  if (!here && now.product && product.value !== now.product) product.value = now.product;
  text(row.querySelector("[data-name]"), now.name, true);
  text(row.querySelector("[data-unit]"), now.unit);
  text(row.querySelector("[data-net]"), now.net);
  text(row.querySelector("[data-floor]"), now.floor);
  text(row.querySelector("[data-hint]"), now.hint, true);
  text(row.querySelector("[data-flag]"), now.flag);
  text(row.querySelector("[data-problem]"), Object.values(now.problems).join(" "));
  set(cell(row, "price"), "placeholder", now.list_price);
  for (const name of ["price", "discount"]) {
    const field = cell(row, name);
    field.readOnly = now.fixed && !field.value; // what was typed already can be taken out
  }
  set(row, "data-kind", now.kind);
  set(row, "data-product", now.product_id);
  for (const name of ["product", "quantity", "price", "discount", "note"]) {
    const wrong = name in now.problems && !(name === "product" && here && !now.product_id);
    if (wrong) set(cell(row, name), "aria-invalid", "true");
    else cell(row, name).removeAttribute("aria-invalid");
  }
}

function showSums(place, sums) {
  if (place.textContent.replace(/\s/g, "") === sums.flatMap(([label, amount]) => [label, amount]).join("").replace(/\s/g, "")) return;
  place.replaceChildren(...sums.map(([label, amount, kind]) => {
    const line = document.createElement("div");
    line.className = kind;
    line.append(named("span", label), " ", named("strong", amount));
    return line;
  }));
}

function named(tag, words) {
  const made = document.createElement(tag);
  made.textContent = words;
  return made;
}

function text(place, words, titled = false) {
  if (place.textContent === words) return;
  place.textContent = words;
  if (titled) place.title = words;
  if (place.matches("[data-flag], [data-problem]")) place.hidden = !words;
}

function set(element, name, value) {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

function say(sheet, words, calm = false) {
  const state = sheet.closest("form").querySelector("[data-state]");
  if (!state) return;
  if (state.textContent !== words) state.textContent = words;
  state.classList.toggle("calm", calm);
}

function signedOut(sheet) {
  const state = sheet.closest("form").querySelector("[data-state]");
  const link = named("a", said("signInAgain"));
  link.className = "link";
  link.href = `/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`;
  link.dataset.return = "";
  link.setAttribute("hx-boost", "false");
  state?.replaceChildren(`${said("signInEnded")} `, link);
}

/** Options that fit a device: those that came with the page, and those that came with a price. */
export function optionsOf(sheet, device) {
  if (!options.has(device)) {
    const given = sheet.parentElement.querySelector("[data-options]");
    for (const [id, some] of Object.entries(JSON.parse(given?.textContent || "{}"))) options.set(id, some);
  }
  return options.get(device) ?? [];
}
