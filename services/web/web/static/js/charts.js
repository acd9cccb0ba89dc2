// Draws what lies in data-drawn; colours are the design's own, so a chart changes with the theme.
import { BarChart, LineChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { getInstanceByDom, init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";

use([BarChart, LineChart, AriaComponent, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer]);

const still = matchMedia("(prefers-reduced-motion: reduce)");
const sizes = new ResizeObserver((entries) => entries.forEach(({ target }) => getInstanceByDom(target)?.resize()));
const written = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 0 });
const exact = (value, unit) => (value == null ? "–" : `${unit} ${written.format(value)}`.trim());
const short = (value) => new Intl.NumberFormat(document.documentElement.lang, { notation: "compact" }).format(value);

/** The design's colours as the browser computes them now. */
function colours() {
  const probe = document.createElement("span");
  document.body.append(probe);
  const named = ["accent", "tint", "text", "muted", "line", "strong-line", "panel", "hover"].map((name) => {
    probe.style.color = `var(--${name})`;
    return [name, getComputedStyle(probe).color];
  });
  probe.remove();
  return Object.fromEntries(named);
}

const axisText = (c) => ({ color: c.muted, fontSize: 11, fontFamily: "inherit" });
const tip = (c) => ({
  renderMode: "richText",
  backgroundColor: c.panel,
  borderColor: c.line,
  borderWidth: 1,
  padding: [6, 10],
  textStyle: { color: c.text, fontSize: 12 },
  confine: true,
});
const values = (c) => ({
  type: "value",
  splitNumber: 4,
  minInterval: 1,
  axisLabel: { ...axisText(c), formatter: short },
  splitLine: { lineStyle: { color: c.line } },
});

const kinds = {
  sales: (d, c) => ({
    grid: { left: 4, right: 12, top: 36, bottom: 0, outerBoundsMode: "same" },
    legend: { right: 0, top: 4, icon: "roundRect", itemWidth: 14, itemHeight: 2, textStyle: { color: c.muted, fontSize: 12 } },
    tooltip: { ...tip(c), trigger: "axis", axisPointer: { type: "line", lineStyle: { color: c["strong-line"], type: "solid" } }, valueFormatter: (value) => exact(value, d.unit) },
    xAxis: { type: "category", data: d.labels, boundaryGap: d.labels.length < 3, axisTick: { show: false }, axisLine: { lineStyle: { color: c.line } }, axisLabel: { ...axisText(c), hideOverlap: true } },
    yAxis: values(c),
    series: [line(d.names[0], d.current, c.accent, c.tint), line(d.names[1], d.previous, c["strong-line"])],
  }),
  territories: (d, c) => bars(d, c),
  products: (d, c) => bars(d, c),
  standing: (d, c) => bars(d, c),
  report: (d, c) => ({ ...bars(d, c, false) }),
  funnel: (d, c) => bars(d, c),
};

function line(name, data, color, area) {
  return {
    name, data, type: "line", color, showSymbol: data.length < 3, symbolSize: 6, lineStyle: { width: area ? 2 : 1.5, type: area ? "solid" : "dashed" },
    areaStyle: area ? { color: area, opacity: 0.7 } : undefined, z: area ? 3 : 2, emphasis: { disabled: true },
  };
}

function bars(d, c, lying = true) {
  const names = { type: "category", data: d.labels, inverse: lying, axisTick: { show: false }, axisLine: { show: !lying, lineStyle: { color: c.line } }, axisLabel: { ...axisText(c), width: 120, overflow: "truncate", hideOverlap: true } };
  return {
    grid: { left: 0, right: lying ? 52 : 8, top: 8, bottom: lying ? 0 : 6, outerBoundsMode: "same" },
    tooltip: { ...tip(c), trigger: "axis", axisPointer: { type: "shadow", shadowStyle: { color: c.hover, opacity: 0.5 } }, valueFormatter: (value) => exact(value, d.unit) },
    xAxis: lying ? { type: "value", show: false } : names,
    yAxis: lying ? names : values(c),
    series: [{ type: "bar", data: d.values, barMaxWidth: lying ? 14 : 36, itemStyle: { color: c.accent, borderRadius: lying ? [0, 3, 3, 0] : [3, 3, 0, 0] }, label: { show: lying, position: "right", color: c.muted, fontSize: 11, formatter: ({ value }) => short(value) } }],
  };
}

function drawOne(place, c = colours()) {
  if (!place.clientWidth) return; // shown as a table
  const found = getInstanceByDom(place);
  if (found && !place.querySelector("canvas")) found.dispose();
  const chart = found && !found.isDisposed() ? found : init(place);
  const drawn = JSON.parse(place.dataset.drawn);
  const font = getComputedStyle(document.body).fontFamily;
  chart.setOption({ animation: !still.matches, animationDuration: 300, animationDurationUpdate: 300, textStyle: { fontFamily: font }, ...kinds[drawn.kind](drawn, c) }, { notMerge: false });
  sizes.observe(place);
}

const soon = window.requestIdleCallback ?? ((next) => setTimeout(next));
let waiting = [];

/** Draw everything that the page shows, one chart after the other, so that keys and taps are heard between them. */
export function drawAll() {
  if (!waiting.length) soon(drawNext);
  waiting = [...document.querySelectorAll("[data-drawn]")];
}

function drawNext() {
  const place = waiting.shift();
  if (place?.isConnected) drawOne(place);
  if (waiting.length) soon(drawNext);
}

document.addEventListener("saleswire:drawn", ({ target }) => drawOne(target));
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
new MutationObserver(drawAll).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
