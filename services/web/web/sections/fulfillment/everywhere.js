// Serial numbers as they are scanned: how many there are, how many are needed, which stand twice.
import { said } from "../../static/js/words.js";

const read = (text) => text.split(/[\r\n\t,;]+/).map((part) => part.trim()).filter(Boolean);

function count(area) {
  const numbers = read(area.value);
  const quantity = area.closest("li")?.querySelector("input[name^='quantity/']")?.value;
  const needed = quantity ?? area.dataset.serials;
  const twice = numbers.filter((number, at) => numbers.indexOf(number) !== at);
  const place = area.closest(".field")?.querySelector("[data-serials-said]");
  if (!place) return;
  const repeated = twice.length ? ` ${said("twice", { numbers: [...new Set(twice)].join(", ") })}` : "";
  place.textContent = said("counted", { count: numbers.length, needed }) + repeated;
}

document.addEventListener("input", (event) => {
  const line = event.target.matches("input[name^='quantity/']") ? event.target.closest("li") : null;
  const area = line ? line.querySelector("[data-serials]") : event.target;
  if (area?.matches("[data-serials]")) count(area);
});

// A pasted row or list becomes one number per line.
document.addEventListener("paste", (event) => {
  if (!event.target.matches("[data-serials]")) return;
  const text = event.clipboardData.getData("text");
  if (!/[\t,;]/.test(text)) return;
  event.preventDefault();
  event.target.setRangeText(`${read(text).join("\n")}\n`, event.target.selectionStart, event.target.selectionEnd, "end");
  count(event.target);
});
