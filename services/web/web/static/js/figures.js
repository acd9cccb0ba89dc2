// Puts new figures in their places without moving anything: texts are replaced, drawings told, changed numbers flash once.
import { said } from "./words.js";

const parser = new DOMParser();

export function showFigures(html) {
  const fresh = parser.parseFromString(html, "text/html");
  for (const part of fresh.querySelectorAll("[data-part]")) replace(part);
  for (const { id, dataset } of fresh.querySelectorAll("[data-drawn]")) {
    const shown = document.getElementById(id);
    if (!shown || shown.dataset.drawn === dataset.drawn) continue;
    shown.dataset.drawn = dataset.drawn;
    shown.dispatchEvent(new CustomEvent("saleswire:drawn", { bubbles: true }));
  }
}

function replace(part) {
  const shown = document.getElementById(part.id);
  if (!shown) return;
  shown.title = part.title;
  if (shown.innerHTML === part.innerHTML) return;
  shown.replaceChildren(...part.childNodes);
  if (!shown.classList.contains("kpi-value")) return;
  shown.classList.remove("flash");
  requestAnimationFrame(() => shown.classList.add("flash"));
}

// Charts come as a bundle of their own, and only where there is something to draw.
async function draw() {
  const place = document.querySelector("[data-charts]");
  if (!place) return;
  const charts = await import(place.dataset.charts);
  charts.drawAll();
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-chart-table]");
  if (!button) return;
  const chart = button.closest("[data-chart]");
  const table = chart.dataset.as !== "table";
  chart.dataset.as = table ? "table" : "";
  button.setAttribute("aria-pressed", table);
  button.querySelector("[data-words]").textContent = said(table ? "asChart" : "asTable");
  if (!table) draw();
});
document.addEventListener("htmx:afterSettle", draw);
draw();
