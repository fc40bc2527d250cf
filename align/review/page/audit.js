// The audit: a card a row with all that was found there, what people say of it, and which of it is
// shown (`?show=findings&check=numbers,dates&severity=error,warning&said=open`), as in a report.

import { act, get, post } from "./api.js";
import { el } from "./dialogs.js";
import { remember, setFilter } from "./header.js";
import { commands, run } from "./keys.js";
import { decorators, range, repaint, rowElement } from "./list.js";
import { icon, textLength } from "./row.js";
import { store } from "./store.js";
import { language, t } from "./strings.js";

const SEVERITIES = ["error", "warning", "note"];
const VERDICTS = ["accepted", "false alarm", "mended"];
const PAUSE = 700; // milliseconds between two questions how far the audit is
const SETTLE = 1200; // and after a change, before its findings are asked for

const panel = document.getElementById("audit");
let answer = { state: "running", progress: [0, 0], checks: [], whole: [], cards: [] };
let cards = new Map(); // id → findings
let checks = new Map(); // id → what the check is
let severities = new Set(["error", "warning"]);
let named = new Set(); // checks; none: all of them
let said = ""; // the verdict of what is shown, or "open"; "": all, and rows with open ones
let later = 0;
let drawn = "[]"; // the cards that the rows show

const isOpen = (finding) => !finding.verdict;
const saidOf = (finding) => finding.verdict || "open";
const fits = (finding) => severities.has(finding.severity) && (!named.size || named.has(finding.check))
  && (!said || saidOf(finding) === said);
const counts = (finding) => (said ? saidOf(finding) === said : isOpen(finding));
const shown = (id) => (cards.get(id) ?? []).filter(fits);
const all = () => [...answer.whole, ...[...cards.values()].flat()];

// ---- from the server

/** A large project is audited only if somebody asks. */
async function refresh(ask = store.show === "findings") {
  clearTimeout(later);
  take(await get("findings", { lang: language, ...(ask && { ask: 1 }) }));
}

function take(found) {
  const first = !cards.size && found.cards.length > 0;
  answer = found;
  cards = new Map(found.cards.map(({ row, findings }) => [row, findings]));
  checks = new Map(found.checks.map((one) => [one.id, one]));
  const same = JSON.stringify(found.cards) === drawn;
  if (same || (found.state === "running" && !first)) showPanel(); // what has the focus stays
  else redraw();
  if (first && store.show === "findings") setFilter().catch(() => {});
  if (found.state === "running" || (found.stale && found.state === "done")) soon(PAUSE);
}

function soon(pause) {
  clearTimeout(later);
  later = setTimeout(() => refresh().catch(() => {}), pause);
}

/** The letter f in the outline is for rows with a finding that is shown and open. */
function flag() {
  for (const entry of store.outline) {
    const now = entry[3].includes("f");
    const found = cards.has(entry[0]) && shown(entry[0]).some(counts);
    if (now !== found) entry[3] = found ? `${entry[3]}f` : entry[3].replace("f", "");
  }
}

function redraw() {
  drawn = JSON.stringify(answer.cards);
  store.emit("outline"); // the flags with it
  repaint();
  showPanel();
}

// ---- what people say

async function judge(finding, verdict) {
  await act("verdict", { key: finding.key, verdict });
  for (const one of all()) {
    if (one.key === finding.key) Object.assign(one, { verdict: verdict === "open" ? "" : verdict });
  }
  redraw();
  store.setCursor(store.cursor); // the button that had the focus is gone
  store.say(t(`verdict.${verdict}`));
}

function button(text, command, props = {}) {
  const onclick = (event) => {
    event.stopPropagation();
    run(command);
  };
  return el("button", { type: "button", className: "small", onclick, ...props }, text);
}

function verdictsOf(finding) {
  if (!finding.verdict) {
    return VERDICTS.map((verdict) => button(t(`verdict.${verdict}`), () => judge(finding, verdict),
      { title: t(`verdict.${verdict}.why`) }));
  }
  return [el("span", { className: "chip", title: finding.who }, t(`verdict.${finding.verdict}`)),
    button(t("verdict.open"), () => judge(finding, "open"), { className: "small quiet" })];
}

function findingOf(finding) {
  const { name, summary, rationale } = checks.get(finding.check);
  const why = [name, summary, ...(finding.again ? [t("audit.again")] : [])].join(" · ");
  const better = [finding.suggestion].filter(Boolean).map((text) =>
    el("span", { className: "better" }, t("audit.better"), el("bdi", {}, text)));
  return el("li", {
    className: finding.verdict ? "finding said-of" : "finding", "data-severity": finding.severity,
  }, icon("warning"), el("p", { className: "what", dir: "auto" },
    el("b", {}, t(`severity.${finding.severity}`)), ` ${finding.message}`, ...better),
  el("p", { className: "why", title: rationale }, why),
  el("div", { className: "say", role: "group", "aria-label": t("audit.say") },
    ...verdictsOf(finding)));
}

const listOf = (findings) => el("ul", { className: "findings", "aria-label": t("audit.findings") },
  ...findings.map(findingOf));

function decorate(row, element) {
  const findings = shown(row.id);
  if (findings.length) element.querySelector(".cards").append(listOf(findings));
}

/** Wavy lines under the words that a finding is about. */
function underline() {
  if (!globalThis.Highlight) return;
  for (const severity of SEVERITIES) CSS.highlights.set(`finding-${severity}`, new Highlight());
  for (const id of cards.keys()) {
    const row = rowElement(id) && store.rows.get(id);
    for (const finding of row ? shown(id).filter(isOpen) : []) {
      for (const side of ["en", "zh"]) {
        for (const [piece, start, end] of finding[side]) {
          const whole = start === 0 && end === textLength(row[side][piece] ?? "");
          const stretch = !whole && range(id, side, piece, start, end);
          if (stretch) CSS.highlights.get(`finding-${finding.severity}`).add(stretch);
        }
      }
    }
  }
}

// ---- the panel above the rows

const count = (of) => all().filter((one) => counts(one) && of(one)).length.toLocaleString();

function choose() {
  const severity = SEVERITIES.filter((one) => severities.has(one)).join();
  const usual = severity === "error,warning";
  remember({ check: [...named].join(), severity: usual ? "" : severity || "none", said });
  redraw();
  return setFilter();
}

function severityButton(severity) {
  const element = button(t(`severity.${severity}`), () => {
    if (!severities.delete(severity)) severities.add(severity);
    return choose();
  }, { className: "filter", "data-severity": severity, "aria-pressed": severities.has(severity) });
  element.append(el("span", { className: "count" }, count((one) => one.severity === severity)));
  return element;
}

function checkChoice() {
  const onchange = ({ target }) => {
    named = new Set(target.value.split(",").filter(Boolean));
    run(choose);
  };
  const several = named.size > 1 ? [[...named].join()] : [];
  const select = el("select", { onchange, "aria-label": t("audit.check") },
    new Option(t("audit.every"), ""), ...several.map((names) => new Option(names, names)),
    ...answer.checks.map(({ id, name }) =>
      new Option(`${name} (${count((one) => one.check === id)})`, id)));
  select.value = [...named].join();
  return select;
}

function saidChoice() {
  const onchange = ({ target }) => {
    said = target.value;
    run(choose);
  };
  const number = (verdict) => all().filter((one) => saidOf(one) === verdict).length.toLocaleString();
  const select = el("select", { onchange, "aria-label": t("audit.say") },
    new Option(t("audit.any"), ""),
    ...["open", ...VERDICTS].map((one) => new Option(`${t(`said.${one}`)} (${number(one)})`, one)));
  select.value = said;
  return select;
}

function stateText() {
  const [done, of] = answer.progress;
  if (answer.state === "failed") return answer.error;
  const percent = Math.floor((100 * done) / (of || 1));
  if (answer.state !== "done") return t("audit.running", { percent });
  const settled = all().filter((one) => one.verdict).length;
  const text = t("audit.state", { n: all().length - settled, said: settled });
  return answer.partial ? `${text} ${t("audit.partial")}` : text;
}

function showPanel() {
  panel.hidden = store.show !== "findings";
  if (panel.hidden || panel.contains(document.activeElement?.closest("select"))) return;
  const focus = [...panel.querySelectorAll("button")].indexOf(document.activeElement);
  const row = el("div", { className: "choices", role: "group", "aria-label": t("audit.findings") },
    ...SEVERITIES.map(severityButton), checkChoice(), saidChoice(),
    el("span", { className: "state-of-audit", role: "status" }, stateText()),
    button(t("audit.run"), async () => take(await post("audit", { lang: language }))),
    button(t("audit.baseline"), keep));
  const whole = answer.whole.filter(fits);
  panel.replaceChildren(row, ...(whole.length ? [listOf(whole)] : []));
  panel.querySelectorAll("button")[focus]?.focus();
}

async function keep() {
  const { file, written } = await post("../baseline");
  store.say(t("audit.kept", { n: written, file }));
}

/** The next row with a finding that nobody said anything of; from the last one to the first. */
async function next() {
  const from = store.at(store.cursor.id) + 1;
  const order = [...store.outline.slice(from), ...store.outline.slice(0, from)];
  const found = order.find(([id]) => shown(id).some(counts));
  if (answer.state === "waiting") await refresh(true);
  if (found) store.setCursor({ id: found[0] });
  else store.say(answer.state === "done" ? t("audit.none") : stateText());
}

/** Say it of the first open finding of the current row. */
async function judgeHere(verdict) {
  const found = shown(store.cursor.id).find(isOpen);
  if (found) await judge(found, verdict);
  else store.say(t("audit.none_here"));
}

export function startAudit() {
  const asked = new URLSearchParams(location.search);
  const wanted = asked.get("severity")?.split(",");
  if (wanted) severities = new Set(SEVERITIES.filter((severity) => wanted.includes(severity)));
  named = new Set((asked.get("check") ?? "").split(",").filter(Boolean));
  if (["open", ...VERDICTS].includes(asked.get("said"))) said = asked.get("said");
  commands.set("findings", next);
  commands.set("accept", () => judgeHere("accepted"));
  commands.set("false_alarm", () => judgeHere("false alarm"));
  commands.set("mended", () => judgeHere("mended"));
  decorators.push(decorate);
  store.on("outline", flag);
  store.on("view summary", showPanel);
  store.on("view", () => {
    if (store.show === "findings" && answer.state === "waiting") soon(0);
  });
  store.on("drawn", underline);
  store.on("changed", () => soon(SETTLE));
  soon(0);
}
