// What was typed into a form with data-keep is not lost: a question before leaving, and a copy in this tab that comes
// back after a new sign-in, a reload or a crash. It is forgotten when a page comes whose address begins as data-keep
// says: there a saved form leads.

import { contactsOf } from "./contacts.js";
import { priceSoon } from "./prices.js";
import { newRow, renumber } from "./sheet.js";
import { said } from "../../../static/js/words.js";

const LINE = ["product", "product_id", "quantity", "price", "discount", "note", "line_id"];
const NOT_KEPT = new Set(["key", "do", "add", "remove"]);
const here = () => `form:${location.pathname}${location.search}`;
const form = () => document.querySelector("form[data-keep]");
const values = () => JSON.stringify([...new FormData(form())].filter(([name]) => !NOT_KEPT.has(name)));
let baseline = "";
let leaving = false;
let timer;

function keep() {
  clearTimeout(timer);
  timer = setTimeout(() => form() && sessionStorage.setItem(here(), values()), 300);
}

function forget(name = here()) {
  clearTimeout(timer);
  sessionStorage.removeItem(name);
}

const dirty = () => form() !== null && !leaving && baseline !== "" && values() !== baseline;

function arrived() {
  leaving = false;
  const [sent, saved] = sessionStorage.getItem("form-sent")?.split(" ") ?? [];
  if (sent && sent !== here() && location.pathname.startsWith(saved)) {
    sessionStorage.removeItem(sent);
    sessionStorage.removeItem("form-sent");
  }
  if (!form()) return (baseline = "");
  if (form().dataset.fresh === undefined) return sessionStorage.removeItem("form-sent");
  delete form().dataset.fresh;
  baseline = values();
  const kept = sessionStorage.getItem(here());
  if (kept && kept !== baseline) restore(JSON.parse(kept));
}

function restore(pairs) {
  const at = form();
  const lines = Object.fromEntries(LINE.map((name) => [name, pairs.filter(([each]) => each === name).map(([, value]) => value)]));
  for (const [name, value] of pairs.filter(([each]) => !LINE.includes(each))) put(at.elements[name], value);
  const [client, contact] = ["client_id", "contact_id"].map((name) => pairs.find(([each]) => each === name)?.[1]);
  contactsOf(at, client, contact);
  const sheet = at.querySelector("[data-sheet]");
  if (sheet) {
    const body = sheet.querySelector("[data-rows]");
    body.replaceChildren(...lines.product.map((_, index) => newRow(sheet, Object.fromEntries(LINE.map((name) => [name, lines[name][index]])))));
    renumber(sheet);
    priceSoon(sheet, 0);
  }
  at.querySelector("[data-restored]")?.removeAttribute("hidden");
}

function put(field, value) {
  if (field) field.value = value;
}

document.addEventListener("input", (event) => event.target.form?.matches("[data-keep]") && keep());
document.addEventListener("change", (event) => event.target.closest?.("form[data-keep]") && keep());
document.addEventListener("picked", (event) => event.target.form?.matches("[data-keep]") && keep());

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-keep]")) return;
  clearTimeout(timer);
  sessionStorage.setItem(here(), values());
  sessionStorage.setItem("form-sent", `${here()} ${event.target.dataset.keep}`);
  leaving = true;
}, true);

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-forget]")) {
    forget();
    leaving = true;
    return location.reload();
  }
  const link = event.target.closest("a[href]");
  if (!link || link.target === "_blank" || link.hasAttribute("download") || !form()) return;
  if (link.matches("[data-return]")) {
    sessionStorage.setItem(here(), values());
    leaving = true;
  } else if (link.matches("[data-leave]") || !dirty() || window.confirm(said("leave"))) {
    forget();
    leaving = true;
  } else {
    event.preventDefault();
    event.stopImmediatePropagation();
  }
}, true);

window.addEventListener("beforeunload", (event) => dirty() && event.preventDefault());
document.addEventListener("htmx:afterSettle", (event) => event.detail.target === document.body && arrived());
document.addEventListener("htmx:sendError", () => (leaving = false));
arrived();
