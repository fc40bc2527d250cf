// What does not depend on the filters: the numbers, the trend, the ranking of documents and checks.
const SEVERITIES = ["error", "warning", "note"];

// A text of the report is a pair: English and Chinese, which is empty if it is the same.
const spoken = ([en, zh]) => (language === "zh" && zh) || en;

function numbers() {
  const s = data.summary;
  const cards = [
    ...(s.words ? [["score", shownScore(s.score)]] : []),
    ["findings", s.findings], ["thousand", per(s.findings, s.units)],
    ...SEVERITIES.map((x) => [x, s.by_severity[x]]),
    ["units", s.units], ["words", s.words], ["nulls", s.nulls], ["documents", s.documents], ["checks", s.checks],
    ["known", s.known], ["ignored", s.ignored], ["mendedBefore", s.mended],
  ].filter(([key, value]) => value || !["words", "nulls", "known", "ignored", "mendedBefore"].includes(key));
  totals(cards.map(([key, value]) => [key, typeof value === "number" ? tenths(value) : value, value ? key : ""]));
  $("about").textContent = [s.sources.join(", "), word("audited")(s.audited), moment(s.date), s.tool].filter(Boolean).join(" · ");
  for (const [id, lines] of [["notes", data.notes], ["failed", data.failed]]) {
    $(id).hidden = !lines.length;
    $(id).replaceChildren(make("h2", "", word(id)), ...lines.map((line) => make("p", "", spoken(line))));
  }
  const missing = Object.entries(data.missing);
  $("hidden").hidden = !missing.length;
  $("hidden").textContent = word("hidden")(
    said(s.findings - findings.length), said(data.limit),
    missing.map(([check, number]) => `${check} ${said(number)}`).join(", "),
  );
}

const per = (count, of) => (of ? Math.round((10000 * count) / of) / 10 : 0);
// What is not perfect is not shown as 100.
const shownScore = (score) => (score === 100 ? "100" : said(Math.floor(10 * score) / 10, 1));
const tenths = (value) => (Number.isInteger(value) ? said(value) : said(value, 1));

const signed = (change) => (change > 0 ? `+${said(change)}` : change < 0 ? `−${said(-change)}` : "±0");

function line(cells, tag) {
  const row = make("tr");
  row.append(...cells.map((cell) => (cell instanceof Node ? cell : make(tag, "", cell))));
  return row;
}

// A table that scrolls in itself, also by keys.
function table(heads, rows) {
  const all = make("table"), head = make("thead"), body = make("tbody"), scrolled = make("div");
  head.append(line(heads, "th"));
  body.append(...rows.map((cells) => line(cells, "td")));
  all.append(head, body);
  scrolled.tabIndex = 0;
  scrolled.append(all);
  return scrolled;
}

// --- since former reports ------------------------------------------------------------------

function trend() {
  const all = [...data.formers, data.summary];
  $("trend").hidden = all.length === 1;
  if (all.length === 1) return;
  const row = (title, value, better = -1, shown = tenths) => ({ title, values: all.map(value), better, shown });
  const rows = [
    ...(data.summary.words ? [row(word("score"), (s) => s.score, 1, shownScore)] : []),
    row(word("findings"), (s) => s.findings),
    row(word("thousand"), (s) => per(s.findings, s.units)),
    ...SEVERITIES.map((x) => row(word(x), (s) => s.by_severity[x] ?? 0)),
  ];
  const checks = data.checks
    .map((c) => row(checkName(c), (s) => s.by_check[c.id]))
    .filter(({ values }) => delta(values))
    .sort((a, b) => Math.abs(delta(b.values)) - Math.abs(delta(a.values)));
  const moments = all.slice(0, -1).map((s) => moment(s.date));
  const dates = moments.map((when) => when.slice(0, 10));
  const once = new Set(dates).size === dates.length;  // else with the time, without "UTC"
  const days = [...(once ? dates : moments.map((when) => when.slice(5, 16))), word("now")];
  const tables = [["", rows], [word("check"), checks]].filter(([, some]) => some.length)
    .map(([title, some]) => table([title, ...days, word("change")], some.map(compared)));
  document.querySelector("#trend summary").textContent = `${word("trend")} ${moment(data.formers[0].date)}`;
  document.querySelector("#trend .trend").replaceChildren(curves(all, days), ...tables);
}

// The change since the last report; NaN where it has no such number.
function delta(values) {
  const [before, now] = values.slice(-2);
  return Math.round(10 * (now - before)) / 10;
}

function compared({ title, values, better, shown }) {
  const change = delta(values), cell = make("td", "", Number.isNaN(change) ? "" : signed(change));
  if (change) cell.className = change * better > 0 ? "better" : "worse";
  return [title, ...values.map((value) => (value === undefined ? "" : shown(value))), cell];
}

// A curve for each severity: findings per thousand words (of older reports: units).
function curves(all, days) {
  const words = all.every((s) => s.words);
  const rate = (s, x) => (1000 * (s.by_severity[x] ?? 0)) / ((words ? s.words : s.units) || 1);
  const most = Math.max(...all.flatMap((s) => SEVERITIES.map((x) => rate(s, x)))) || 1;
  const x = (n) => 34 + (n * 330) / (all.length - 1), y = (value) => 112 - (value * 92) / most;
  const svg = draw("svg", { viewBox: "0 0 420 136", role: "img" });
  const about = SEVERITIES.map((s) => `${word(s)}: ${all.map((one) => tenths(Math.round(10 * rate(one, s)) / 10)).join(" → ")}`);
  svg.append(draw("title", {}, `${word(words ? "thousandWords" : "thousand")} – ${about.join("; ")}`));
  svg.append(draw("text", { x: 0, y: 10 }, word(words ? "thousandWords" : "thousand")));
  for (const value of [0, most]) {
    svg.append(draw("line", { x1: 34, x2: 364, y1: y(value), y2: y(value) }),
      draw("text", { x: 28, y: y(value) + 4, "text-anchor": "end" }, tenths(Math.round(10 * value) / 10)));
  }
  const step = Math.ceil(all.length / 5);
  days.forEach((day, n) => {
    if ((all.length - 1 - n) % step) return;
    svg.append(draw("text", { x: x(n), y: 130, "text-anchor": "middle" }, day));
  });
  for (const severity of SEVERITIES) {
    const points = all.map((one, n) => [x(n), y(rate(one, severity))]);
    svg.append(draw("polyline", { class: severity, points: points.map((point) => point.join()).join(" ") }),
      ...points.map(([cx, cy]) => draw("circle", { class: severity, cx, cy, r: 3 })));
  }
  return svg;
}

// --- documents and checks, the worst first -------------------------------------------------

function ranking() {
  const documents = data.ranking, words = data.summary.words;
  $("ranking").hidden = !data.summary.findings;
  if ($("ranking").hidden) return;
  const counts = SEVERITIES.map(word);
  const first = documents.slice(0, 200).map(([name, units, many, ...rest]) =>
    [picker("document", name, name || word("none")), said(units), said(many), ...rest.slice(0, 3).map((n) => said(n)), shownScore(rest[3])]);
  const left = documents.length - first.length;
  if (left > 0) first.push([word("leftOut")(said(left)), "", "", "", "", "", ""]);
  const checks = data.checks.filter((c) => c.count)
    .sort((a, b) => weight(b) - weight(a))
    .map((c) => [picker("check", c.id, checkName(c)), ...c.counts.map((n) => said(n)), tenths(per(c.count, words))]);
  const severities = SEVERITIES.map((s) => {
    const number = data.summary.by_severity[s];
    return [picker("severity", s, word(s)), said(number), tenths(per(number, words))];
  });
  document.querySelector("#ranking .tables").replaceChildren(
    ...(documents.length > 1 ? [table([word("document"), word("units"), word("words"), ...counts, word("score")], first)] : []),
    table([word("check"), ...counts, word("thousandWords")], checks),
    table(["", word("findings"), word("thousandWords")], severities));
}

const weight = ({ counts: [errors, warnings, notes] }) => 5 * errors + warnings + notes / 1e6;

// A cell that sets a filter.
function picker(name, value, text) {
  const cell = make("td"), button = make("button", "link", text);
  button.type = "button";
  button.addEventListener("click", () => {
    state = { ...empty(), [name]: new Set([value]), sort: state.sort, fold: state.fold };
    update();
    $("status").scrollIntoView({ block: "center" });
  });
  cell.append(button);
  return cell;
}
