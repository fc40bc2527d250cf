// The head of the page: how far the work is, what is shown, language and colours, what was said.
// Filters live in the address, so that it can be sent.

import { find } from "./api.js";
import { repaint } from "./list.js";
import { startLooks } from "./looks.js";
import { icon, make } from "./row.js";
import { store } from "./store.js";
import { t } from "./strings.js";

const $ = (id) => document.getElementById(id);
const percent = (part, all) => (all ? Math.floor((100 * part) / all) : 100);
const USUAL = store.doubt;
// the other filters are hidden when they are empty
const ALWAYS = ["all", "doubtful", "pending", "findings"];
let quiet = 0;
let settled = 0;
let counting = 0;

// ---- how far the work is

function showSummary() {
  const { beads = 0, decided = 0, approved = 0, left = 0, wrong_estimate } = store.summary;
  const wrong = Math.round(wrong_estimate ?? 0);
  $("name").textContent = store.name;
  document.title = `${store.name} · tmxalign`;
  $("left").textContent = left ? t("left", { n: left }) : t("left_none");
  $("share").textContent = t("share", { percent: percent(approved, beads) });
  $("estimate").textContent = left ? t(wrong ? "estimate" : "estimate_none", { n: wrong }) : "";
  $("estimate").title = t("estimate_why");
  $("progress").setAttribute("aria-valuenow", percent(decided, beads));
  $("progress").style.setProperty("--approved-share", `${percent(approved, beads)}%`);
  $("progress").style.setProperty("--decided-share", `${percent(decided, beads)}%`);
  for (const action of ["undo", "redo"]) {
    document.querySelector(`[data-action=${action}]`).disabled = !store.summary[`can_${action}`];
  }
}

// ---- what is shown

function buildFilters() {
  $("filters").replaceChildren(...store.filters.map((name) => {
    const button = make("button", "filter", t(`show.${name}`), { type: "button", "data-filter": name });
    button.append(make("span", "count"));
    return button;
  }));
}

function showFilters() {
  counting = 0;
  const counts = store.counts();
  $("doubt").parentElement.hidden = store.show !== "doubtful";
  for (const button of $("filters").children) {
    const name = button.dataset.filter;
    button.hidden = !counts[name] && name !== store.show && !ALWAYS.includes(name);
    button.setAttribute("aria-pressed", name === store.show);
    button.lastChild.textContent = counts[name].toLocaleString();
  }
}

/** Set what is shown; the address says it. */
export async function setFilter({ show = store.show, doubt = store.doubt } = {}) {
  const q = $("query").value.trim();
  store.filter({ show, doubt, found: await find(q) });
  remember({ show: store.show === "all" ? "" : store.show, q, below: doubt === USUAL ? "" : doubt });
  showFilters();
  if (store.view.length && !store.view.includes(store.cursor.id)) store.setCursor({ id: store.view[0] });
}

/** Write values into the address. */
export function remember(values) {
  const address = new URL(location.href);
  for (const [name, value] of Object.entries(values)) {
    if (value === "" || value === undefined) address.searchParams.delete(name);
    else address.searchParams.set(name, value);
  }
  history.replaceState(null, "", address);
}

/** Take the filter from the address. */
export async function filterFromAddress() {
  const asked = new URLSearchParams(location.search);
  const doubt = Number(asked.get("below") || USUAL);
  $("query").value = asked.get("q") ?? "";
  $("doubt").value = Math.round(100 * doubt);
  showDoubt();
  await setFilter({ show: asked.get("show") ?? "all", doubt });
}

function showDoubt() {
  $("doubt-value").textContent = t("below", { percent: $("doubt").value });
}

// ---- what was said

function showSaid({ text, kind }) {
  const said = $("said");
  said.replaceChildren(...(kind ? [icon("warning")] : []), text);
  said.dataset.kind = kind;
  said.classList.add("shown");
  clearTimeout(quiet);
  quiet = setTimeout(() => said.classList.remove("shown"), kind ? 12000 : 4000);
}

export function startHeader() {
  buildFilters();
  store.on("summary", showSummary);
  store.on("view", () => ($("nothing").hidden = store.view.length > 0));
  store.on("outline", () => (counting ||= setTimeout(showFilters, 50)));
  store.on("said", showSaid);
  store.on("reachable", (now) => ($("offline").hidden = now));
  store.on("cursor", () => {
    clearTimeout(settled); // browsers allow few changes of the address a second
    settled = setTimeout(() => remember({ row: store.cursor.id }), 500);
  });
  const refilter = (how) => setFilter(how).catch((error) => store.say(error.message, "error"));
  $("filters").addEventListener("click", (event) => {
    const { filter } = event.target.closest("[data-filter]")?.dataset ?? {};
    if (filter) refilter({ show: filter });
  });
  $("search").addEventListener("submit", (event) => {
    event.preventDefault();
    refilter();
  });
  $("query").addEventListener("input", () => $("query").value || refilter());
  $("doubt").addEventListener("input", showDoubt);
  $("doubt").addEventListener("change", () =>
    refilter({ doubt: Number($("doubt").value) / 100 }).then(repaint));
  startLooks(() => store.emit("theme"));
}
