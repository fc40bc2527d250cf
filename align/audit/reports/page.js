// The list of an audit's findings: a card for each segment with all its causes, and the filters.
const PAGE = 100;
const findings = [];
const segments = data.segments.map(([doc, place, en, zh, found], order) => {
  const segment = { doc, place, en, zh, order };
  segment.found = found.map(([check, severity, message, enSpans, zhSpans, suggestion, group, key]) => ({
    segment, check, severity, message: data.messages[message], en: enSpans, zh: zhSpans,
    suggestion, group, doc, key, family: data.checks[check].family,
  }));
  findings.push(...segment.found);
  return segment;
});
const families = Object.keys(data.families).filter((f) => data.checks.some((c) => c.family === f));

// Filters: what a finding is called in each, in the address and as a choice. Those of a row are
// alternatives of each other: whole families and single checks are one filter.
const OF = {
  severity: (f) => SEVERITIES[f.severity],
  family: (f) => f.family,
  check: (f) => data.checks[f.check].id,
  document: (f) => data.documents[f.doc],
  said: verdictOf,
};
const SIDES = [["severity"], ["family", "check"], ["document"], ["said"]];
const SORTS = {
  severity: (item) => item.severity,
  order: () => 0,
  byCheck: (item) => item.check,
  byDocument: (item) => data.documents[item.segments[0].doc],
};
const empty = () => ({
  severity: new Set(), family: new Set(), check: new Set(), document: new Set(), said: new Set(),
  query: "", sort: "severity", fold: true, page: 0,
});
let state = empty();
let items = [];

// --- the filters in the address ------------------------------------------------------------

function readAddress() {
  const asked = new URLSearchParams(location.hash.slice(1));
  const next = empty();
  for (const name of Object.keys(OF)) {
    const text = asked.get(name);
    if (text !== null) next[name] = new Set(name === "document" ? [text] : text.split(","));
  }
  next.query = asked.get("q") ?? "";
  if (SORTS[asked.get("sort")]) next.sort = asked.get("sort");
  next.fold = asked.get("fold") !== "0";
  next.page = Math.max(0, Math.floor(Number(asked.get("page"))) - 1) || 0;
  return next;
}

function writeAddress() {
  const asked = new URLSearchParams();
  for (const name of Object.keys(OF)) if (state[name].size) asked.set(name, [...state[name]].join());
  if (state.query) asked.set("q", state.query);
  if (state.sort !== "severity") asked.set("sort", state.sort);
  if (!state.fold) asked.set("fold", "0");
  if (state.page) asked.set("page", state.page + 1);
  if (language !== usual) asked.set("lang", language);
  const wanted = String(asked) && `#${asked}`;
  if (wanted !== location.hash) history.replaceState(null, "", wanted || location.href.split("#")[0]);
}

// --- what is shown ---------------------------------------------------------------------------

// A space between a Chinese character and a digit makes no difference: “第3行” finds “第 3 行”.
const plain = (text) => text.toLowerCase().replace(/(?<=\p{Script=Han}) (?=\d)|(?<=\d) (?=\p{Script=Han})/gu, "");

function haystack(finding) {
  if (finding.hay === undefined) {
    const { en, zh, place } = finding.segment, check = data.checks[finding.check];
    finding.hay = plain([
      ...finding.message, en, zh, ...place, data.documents[finding.doc],
      finding.suggestion, finding.group, check.id, check.name,
    ].join("\n"));
  }
  return finding.hay;
}

const fits = (finding, names) => names.every((n) => !state[n].size) || names.some((n) => state[n].has(OF[n](finding)));

// Each count is the number of findings that would be shown with that choice.
function filter() {
  const words = plain(state.query).split(/\s+/).filter(Boolean);
  const counts = Object.fromEntries(Object.keys(OF).map((name) => [name, new Map()]));
  const shown = [];
  for (const finding of findings) {
    if (words.length && !words.every((w) => haystack(finding).includes(w))) continue;
    const against = SIDES.filter((names) => !fits(finding, names));
    if (against.length > 1) continue;
    for (const name of (against.length ? against : SIDES).flat()) {
      const value = OF[name](finding);
      counts[name].set(value, (counts[name].get(value) || 0) + 1);
    }
    if (!against.length) shown.push(finding);
  }
  return { shown, counts };
}

// A card for each segment, or for a group of them. A group has all its segments; a segment with a
// cause outside of groups has a card of its own, too.
function arranged(shown) {
  const groups = new Map(), alone = new Map(), put = (map, key, f) => map.set(key, [...(map.get(key) ?? []), f]);
  const name = (f) => state.fold && f.group && `${f.check}\n${f.group}`;
  for (const f of shown) if (name(f)) (groups.get(name(f)) ?? groups.set(name(f), []).get(name(f))).push(f);
  const single = ([one, ...rest]) => rest.every((f) => f.segment === one.segment);
  for (const [key, found] of groups) if (single(found)) groups.delete(key);
  const lone = new Set(shown.filter((f) => !groups.has(name(f))).map((f) => f.segment));
  for (const f of shown) if (lone.has(f.segment)) put(alone, f.segment, f);
  const item = (found, group) => {
    const worst = found.reduce((a, b) => (b.severity < a.severity ? b : a));
    return {
      found, group, severity: worst.severity, check: worst.check,
      segments: [...new Set(found.map((f) => f.segment))],
    };
  };
  const all = [
    ...[...alone.values()].map((found) => item(found, "")),
    ...[...groups.values()].map((found) => item(found, found[0].group)),
  ];
  const by = SORTS[state.sort];
  const compare = (a, b) => (a < b ? -1 : Number(a > b));
  return all.sort((a, b) => compare(by(a), by(b)) || a.segments[0].order - b.segments[0].order);
}

function update(keepPage) {
  const { shown, counts } = filter();
  items = arranged(shown);
  state.page = turned(items, keepPage ? state.page : 0, PAGE);
  count(shown, counts);
  const list = document.createDocumentFragment();
  for (const item of items.slice(state.page * PAGE, (state.page + 1) * PAGE)) {
    list.append(item.group ? group(item) : card(item.segments[0], item.found));
  }
  if (!items.length) list.append(findings.length ? make("p", "place", word("unfit")) : clean());
  $("list").replaceChildren(list);
  $("list").dataset.query = state.query;
  if (document.activeElement !== $("search")) $("search").value = state.query;
  $("sort").value = state.sort;
  $("fold").checked = state.fold;
  writeAddress();
}

function count(shown, counts) {
  together(shown);
  const places = new Set(shown.map((f) => f.segment)).size;
  $("status").textContent = word("status")(said(shown.length), said(findings.length), said(places));
  for (const button of document.querySelectorAll(".choice")) {
    const { name, value } = button.choice;
    const number = counts[name].get(value) || 0;
    button.lastChild.textContent = said(number);
    button.classList.toggle("none", !number);
    button.setAttribute("aria-pressed", String(state[name].has(value)));
  }
  documents(counts.document);
}

// What the filters show can be decided together.
function together(shown) {
  const filtered = shown.length < findings.length && shown.some((f) => f.key);
  $("together").replaceChildren(...(filtered ? [make("span", "count", word("allShown")), ...sayAll(shown)] : []));
}

const sayAll = (found) => VERDICTS.map((one) => button(word(`say-${one}`), () => decide(found, one)));

// After a decision: the cards stay where they are, until the filters are set again.
function repaint() {
  const { shown, counts } = filter();
  count(shown, counts);
  for (const element of document.querySelectorAll("#list .cause")) say(element);
}

// A report without findings states what was audited.
function clean() {
  const { units, checks, findings: found } = data.summary;
  return make("p", found ? "place" : "clean", found ? word("elsewhere") : word("nothing")(said(units), said(checks)));
}

function documents(counts) {
  const [chosen] = state.document, options = [new Option(word("all"), "all")];
  for (const name of data.documents) {
    const found = counts.get(name) || 0;
    if (found || name === chosen) options.push(new Option(`${name || word("none")} (${said(found)})`, `=${name}`));
  }
  $("document").replaceChildren(...options);
  $("document").value = chosen === undefined ? "all" : `=${chosen}`;
}

// --- a segment ---------------------------------------------------------------------------------

// Spans count code points, as Array.from does. A marked part has the numbers of its causes.
function text(side, content, causes) {
  const paragraph = make("p", content ? "" : "absent");
  paragraph.lang = side;
  paragraph.dir = "auto";
  if (content.length > 800) paragraph.tabIndex = 0; // it scrolls, also for those who do so with keys
  const spans = causes.flatMap((cause, n) => cause[side].map(([a, z]) => [a, z, n]));
  const signs = spans.length ? Array.from(content) : [];
  const cuts = [...new Set(spans.flatMap(([a, z]) => [a, z]))].filter((at) => at > 0 && at < signs.length);
  let marked = null, end = 0;
  for (const cut of [...cuts.sort((a, b) => a - b), signs.length]) {
    const part = signs.slice(end, cut);
    const about = spans.filter(([a, z]) => a < cut && z > end && a < z).map(([, , n]) => n);
    if (!about.length) paragraph.append(part.join(""));
    else if (marked && marked.end === end && String(marked.about) === String(about)) {
      marked.element.append(part.join(""));
    } else {
      const element = make("mark", SEVERITIES[Math.min(...about.map((n) => causes[n].severity))], part.join(""));
      marked = { element, about };
      element.causes = about.map((n) => causes[n]);
      if (part.length < 5 && part.every((c) => /[\p{Cc}\p{Cf}\p{Z}]/u.test(c))) {
        element.dataset.codes = part.map((c) => "U+" + c.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")).join(" ");
      }
      paragraph.append(element);
    }
    if (about.length) marked.end = cut;
    end = cut;
  }
  if (!spans.length) paragraph.append(content || "—");
  return paragraph;
}

const label = (severity) => make("span", `severity ${severity}`, word(`one-${severity}`));
const aboutCheck = (check) => `${check.id}: ${spoken(check.summary)}${word("stop")}${spoken(check.rationale)}`;
const checkName = (check) => (language === "zh" && check.name) || check.id;

function button(text, action, className = "") {
  const element = make("button", className, text);
  element.type = "button";
  element.addEventListener("click", action);
  return element;
}

// What is said of a finding, or what can be said.
function say(element) {
  const { finding } = element, verdict = verdictOf(finding), part = element.querySelector(".say");
  element.classList.toggle("settled", verdict !== "open");
  if (!part) return;
  const set = (next) => () => {
    const of = element.closest(".finding");
    decide([finding], next);
    of.focus({ preventScroll: true });
  };
  part.replaceChildren(...(verdict === "open"
    ? VERDICTS.map((one) => button(word(`say-${one}`), set(one)))
    : [make("span", "chip", word(verdict)), button(word("take back"), set("open"))]));
}

function cause(finding) {
  const severity = SEVERITIES[finding.severity], check = data.checks[finding.check];
  const element = make("li", `cause ${severity}`), about = make("div");
  element.finding = finding;
  const why = make("p", "why", aboutCheck(check)), id = button(checkName(check), () => {
    why.hidden = !why.hidden;
    id.setAttribute("aria-expanded", String(!why.hidden));
  }, "id");
  why.hidden = true;
  id.title = why.textContent;
  id.setAttribute("aria-expanded", "false");
  about.append(label(severity), id, make("span", "message", spoken(finding.message)));
  if (finding.suggestion) about.append(" ", make("span", "suggestion", `→ ${finding.suggestion}`));
  about.append(why);
  element.append(about);
  if (finding.key) {
    const part = make("div", "say");
    part.setAttribute("role", "group");
    part.setAttribute("aria-label", word("verdict"));
    element.append(part);
  }
  say(element);
  return element;
}

// A segment with the causes that fit the filters; the others are a click away.
function card(segment, shown) {
  const article = make("article", `finding ${SEVERITIES[Math.min(...shown.map((f) => f.severity))]}`);
  const causes = make("ul", "causes"), rest = segment.found.filter((f) => !shown.includes(f));
  article.tabIndex = -1;
  causes.append(...shown.map(cause));
  article.append(make("div", "place", spoken(segment.place)), causes);
  const pair = make("div", "pair");
  const both = (all) => pair.replaceChildren(text("en", segment.en, all), text("zh", segment.zh, all));
  if (rest.length) {
    const more = button(word("others")(said(rest.length)), () => {
      causes.append(...rest.map(cause));
      both(segment.found);
      more.remove();
      article.focus({ preventScroll: true });
    }, "link");
    article.append(more);
  }
  if (segment.en || segment.zh) {
    both(shown);
    article.append(pair);
  }
  causes.addEventListener("mouseover", ({ target }) => aim(pair, target.closest(".cause")));
  causes.addEventListener("mouseleave", () => aim(pair, null));
  return article;
}

// Which marks belong to a cause that the mouse is on.
function aim(pair, element) {
  for (const mark of pair.querySelectorAll("mark")) {
    mark.classList.toggle("other", Boolean(element) && !mark.causes.includes(element.finding));
  }
}

// A group: what its findings have in common is said once, above.
function group(item) {
  const { found } = item, severity = SEVERITIES[item.severity];
  const section = make("section", `group ${severity}`), body = make("div"), head = make("div", "head");
  const common = found.every((f) => f.message === found[0].message);
  const open = button("", () => {
    const unfolded = open.getAttribute("aria-expanded") !== "true";
    open.setAttribute("aria-expanded", String(unfolded));
    body.replaceChildren();
    if (unfolded) unfold(body, item, 0);
  }, "unfold");
  open.append(
    label(severity), make("span", "id", checkName(data.checks[item.check])), make("span", "", item.group),
    make("span", "count", word("places")(said(item.segments.length))),
  );
  if (common) open.append(make("span", "common", spoken(found[0].message)));
  open.setAttribute("aria-expanded", "false");
  open.found = found;
  head.append(open);
  if (found.some((f) => f.key)) {
    const part = make("div", "say");
    part.append(make("span", "count", word("together")), ...sayAll(found));
    head.append(part);
  }
  section.append(head, body);
  return section;
}

function unfold(body, item, start) {
  const fit = new Set(filter().shown);
  for (const segment of item.segments.slice(start, start + PAGE)) {
    const shown = segment.found.filter((f) => fit.has(f) || item.found.includes(f));
    body.append(card(segment, shown));
  }
  if (start + PAGE < item.segments.length) {
    const more = button(word("more"), () => { more.remove(); unfold(body, item, start + PAGE); });
    body.append(more);
  }
}

// --- user input --------------------------------------------------------------------------------

function choice(name, value, text, className) {
  const element = button("", () => {
    if (!state[name].delete(value)) state[name].add(value);
    // a family includes its checks: selecting either replaces the other
    const of = (id) => data.checks.find((check) => check.id === id)?.family;
    if (name === "check") state.family.delete(of(value));
    if (name === "family") for (const id of state.check) if (of(id) === value) state.check.delete(id);
    update();
  }, `choice ${className}`);
  element.choice = { name, value };
  element.append(make("span", "", text), make("span"));
  return element;
}

function choices() {
  $("severities").replaceChildren(...SEVERITIES.map((s) => choice("severity", s, word(s), `severity ${s}`)));
  $("said").replaceChildren(...["open", ...VERDICTS].map((v) => choice("said", v, word(v), "verdict")));
  const list = [];
  for (const family of families) {
    const part = make("div");
    part.append(choice("family", family, spoken(data.families[family]), "family"));
    list.push(part);
    for (const check of data.checks) {
      if (check.family !== family || !check.count) continue;
      const element = choice("check", check.id, checkName(check), "check");
      element.title = aboutCheck(check);
      part.append(element);
    }
  }
  $("checks").replaceChildren(...list);
  $("sort").replaceChildren(...Object.keys(SORTS).map((k) => new Option(word(k === "severity" ? "gravest" : k), k)));
}

function show() {
  $("search").placeholder = word("search");
  for (const [id, key] of [["search", "search"], ["document", "documents"], ["sort", "order"]]) {
    $(id).setAttribute("aria-label", word(key));
  }
  numbers();
  trend();
  ranking();
  choices();
  update(true);
}

function turn(pages) {
  state.page += pages;
  update(true);
  document.querySelector(".results").scrollIntoView();
}

function step(by) {
  const cards = [...document.querySelectorAll("#list .finding, #list .unfold")];
  const at = cards.indexOf(document.activeElement.closest(".finding, .unfold"));
  const next = cards[at < 0 ? (by > 0 ? 0 : cards.length - 1) : at + by];
  if (next) next.focus();
}

// By a key: of the first cause of the card that is open, or of all of a card or group.
function decideHere(verdict, all) {
  const here = document.activeElement.closest(".finding, .unfold");
  if (!here) return;
  const found = here.found ?? [...here.querySelectorAll(".cause")].map((element) => element.finding);
  const open = found.filter((f) => f.key && verdictOf(f) === "open");
  const some = here.found || all || found.length === 1 ? found : open.slice(0, 1);
  decide(some, verdict);
  if (found.every((f) => !f.key || verdictOf(f) !== "open")) step(1);
}

function reset() {
  state = { ...empty(), sort: state.sort, fold: state.fold };
  $("search").value = "";
  update();
}

let waiting;
$("search").addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => { state.query = $("search").value; update(); }, 120);
});
$("document").addEventListener("change", () => {
  const { value } = $("document");
  state.document = new Set(value === "all" ? [] : [value.slice(1)]);
  update();
});
$("sort").addEventListener("change", () => { state.sort = $("sort").value; update(); });
$("fold").addEventListener("change", () => { state.fold = $("fold").checked; update(); });
$("clear").addEventListener("click", reset);
for (const id of ["previous", "previous2"]) $(id).addEventListener("click", () => turn(-1));
for (const id of ["next", "next2"]) $(id).addEventListener("click", () => turn(1));
addEventListener("hashchange", () => { state = readAddress(); update(true); });
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") {
    reset();
    document.activeElement.blur();
    return;
  }
  if (["INPUT", "SELECT"].includes(event.target.tagName) && event.target.type !== "checkbox") return;
  const verdict = (one) => () => decideHere(one, event.shiftKey);
  const keys = {
    "/": () => $("search").focus(), j: () => step(1), k: () => step(-1),
    n: () => $("next").disabled || turn(1), p: () => $("previous").disabled || turn(-1),
    g: () => $("fold").click(), z: takeBack,
    a: verdict("accepted"), f: verdict("false alarm"), m: verdict("mended"),
  };
  const action = keys[event.key.toLowerCase()];
  if (action) {
    event.preventDefault();
    action();
  }
});
// If the filters are above the findings, checks and trend are collapsed at first.
const narrow = matchMedia("(max-width: 900px)");
const unfolded = () => { $("kinds").open = $("trend").open = !narrow.matches; };
narrow.addEventListener("change", unfolded);
unfolded();
document.body.classList.toggle("empty", !findings.length);
state = readAddress();
const usual = data.language || (navigator.language.startsWith("zh") ? "zh" : "en");
start(show, new URLSearchParams(location.hash.slice(1)).get("lang") || usual);
