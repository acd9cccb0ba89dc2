// One event stream for a browser, whatever the number of its tabs: the tab that holds the lock listens and tells the rest.
// A page says what it follows by data-live-want; every tab gets `saleswire:live` events and shows state, unread and figures.
import { showFigures } from "./figures.js";
import { said } from "./words.js";

const header = () => document.querySelector("[data-live-state]");
const wanted = () => document.querySelector("[data-live-want]")?.dataset.liveWant ?? "";
const self = Math.random().toString(36).slice(2);
const AMBER_AFTER = 3500; // a reconnection that succeeds at once is nobody's business
const known = { states: {}, unread: null, asking: null }; // states by the stream that told them

let channel = null; // between the tabs of one person
let source = null; // in the tab that listens
let pause = 1000;
let amber = 0;
let isAmber = false;
const wants = new Map(); // what each tab follows; kept by the tab that listens
const newest = new Map(); // figures by what they answer: a page may have been drawn just before they came

document.addEventListener("saleswire:live", ({ detail }) => {
  if (detail.kind === "state") known.states[detail.of] = detail.words;
  if (detail.kind === "notices") Object.assign(known, { unread: detail.unread, asking: detail.asking });
  if (detail.kind === "figures" && detail.want === wanted()) showFigures(detail.html);
  show();
});

/** Live when every stream is, lost as soon as one is. */
function state() {
  const told = Object.values(known.states).filter((words) => words === "live" || words === "lost");
  return told.includes("lost") ? "lost" : (told[0] ?? "");
}

function show() {
  if (state() === "live") {
    clearTimeout(amber);
    amber = 0;
    paint(false);
  } else if (state()) {
    amber ||= setTimeout(paint, AMBER_AFTER, true);
    if (isAmber) paint(true);
  }
  for (const badge of document.querySelectorAll("[data-unread]")) {
    badge.hidden = !known.unread;
    badge.textContent = known.unread > 99 ? "99+" : String(known.unread ?? "");
    const bell = badge.closest("a");
    bell?.setAttribute("aria-label", known.unread ? said("unread", { count: known.unread }) : said("notifications"));
  }
}

function paint(lost) {
  isAmber = lost;
  const place = header();
  if (!place) return;
  place.hidden = false;
  place.classList.toggle("lost", lost);
  place.querySelector("[data-live-words]").textContent = said(lost ? "reconnecting" : "live");
}

const dispatch = (detail) => document.dispatchEvent(new CustomEvent("saleswire:live", { detail }));

function everywhere(detail) {
  dispatch(detail);
  channel?.postMessage({ about: "news", detail });
}

function listen() {
  source?.close();
  const asked = [...new Set(wants.values())].filter(Boolean).slice(-4).sort();
  source = new EventSource(`/live?${asked.map((want) => `want=${encodeURIComponent(want)}`).join("&")}`);
  source.asked = asked;
  source.addEventListener("open", () => (pause = 1000));
  if (!asked.length) everywhere({ kind: "state", of: "figures", words: "" });
  source.addEventListener("state", ({ data }) => everywhere({ kind: "state", of: "figures", words: data }));
  source.addEventListener("bell", ({ data }) => everywhere({ kind: "state", of: "bell", words: data }));
  source.addEventListener("notices", ({ data }) => everywhere({ kind: "notices", ...JSON.parse(data) }));
  source.addEventListener("figures", ({ data }) => {
    const detail = { kind: "figures", ...JSON.parse(data) };
    newest.set(detail.want, detail);
    everywhere(detail);
  });
  source.addEventListener("error", () => {
    everywhere({ kind: "state", of: "bell", words: "lost" });
    if (source.readyState !== EventSource.CLOSED) return;
    setTimeout(listen, pause); // refused, not broken off: the browser would not come again by itself
    pause = Math.min(pause * 2, 60000);
  });
}

function told({ data }) {
  if (data.about === "news") dispatch(data.detail);
  if (!source) return;
  if (data.about === "want") {
    follow(data.tab, data.want);
    const states = Object.entries(known.states).map(([of, words]) => ({ kind: "state", of, words }));
    const now = [...states, { kind: "notices", unread: known.unread, asking: known.asking }, current(data.want)];
    for (const detail of now.filter(Boolean)) channel.postMessage({ about: "news", detail });
  }
  if (data.about === "bye") wants.delete(data.tab);
}

/** The newest figures that are surely not older than what a page shows. */
const current = (want) => (known.states.figures === "live" ? newest.get(want) : undefined);

function follow(tab, want) {
  wants.delete(tab);
  wants.set(tab, want);
  if (source && want && !source.asked.includes(want)) listen();
}

function join() {
  const person = header()?.dataset.liveState;
  if (!person || channel) return;
  channel = new BroadcastChannel(`saleswire ${person}`);
  channel.addEventListener("message", told);
  addEventListener("pagehide", () => channel.postMessage({ about: "bye", tab: self }));
  const lead = () => {
    listen();
    channel.postMessage({ about: "who" });
    return new Promise(() => {});
  };
  channel.addEventListener("message", ({ data }) => data.about === "who" && tellWant());
  follow(self, wanted());
  if (navigator.locks) navigator.locks.request(`saleswire ${person}`, lead);
  else lead();
  tellWant();
}

function tellWant() {
  follow(self, wanted());
  if (current(wanted())) dispatch(current(wanted()));
  channel?.postMessage({ about: "want", tab: self, want: wanted() });
}

// Whoever opens what a notice is about has read it.
document.addEventListener("click", ({ target }) => {
  const read = target.closest?.("a[data-read]")?.dataset.read;
  if (read) navigator.sendBeacon("/notices/read", new URLSearchParams(read));
});
document.addEventListener("htmx:afterSwap", show);
document.addEventListener("htmx:afterSettle", () => (channel ? tellWant() : join()));
join();
