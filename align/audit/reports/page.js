// The page of an audit.
(() => {
  const PAGE = 100;
  const SEVERITIES = ["error", "warning", "note"];
  const findings = [];
  for (const [number, doc, place, file, line, id, en, zh, enPlace, zhPlace, found] of data.segments) {
    const segment = { number, doc, place, file: data.files[file], line, id, en, zh, enPlace, zhPlace };
    for (const [check, severity, message, enSpans, zhSpans, suggestion, group] of found) {
      findings.push({
        segment, check, severity, message, enSpans, zhSpans, suggestion, group, doc,
        family: data.checks[check].family, order: findings.length,
      });
    }
  }
  const families = Object.keys(data.families).filter((f) => data.checks.some((c) => c.family === f));
  const empty = () => ({
    severity: new Set(), family: new Set(), check: new Set(), doc: new Set(),
    query: "", sort: "order", fold: false, page: 0,
  });
  let state = empty();
  let items = [];

  // --- what is shown -----------------------------------------------------------------------

  function haystack(finding) {
    if (finding.hay === undefined) {
      const s = finding.segment;
      finding.hay = [
        finding.message, s.en, s.zh, data.documents[s.doc], s.place, s.id, s.enPlace, s.zhPlace,
        address(s),
        finding.suggestion, finding.group, data.checks[finding.check].id,
      ].join("\n").toLowerCase();
    }
    return finding.hay;
  }

  // Filters that combine as alternatives: whole families and single checks are one filter.
  const SIDES = [["severity"], ["family", "check"], ["doc"]];

  function fits(finding, names) {
    return names.every((n) => !state[n].size) || names.some((n) => state[n].has(finding[n]));
  }

  // Each count is the number of findings that would be shown with that choice.
  function filter() {
    const words = state.query.toLowerCase().split(/\s+/).filter(Boolean);
    const counts = { severity: new Map(), family: new Map(), check: new Map(), doc: new Map() };
    const shown = [];
    for (const finding of findings) {
      if (words.length && !words.every((w) => haystack(finding).includes(w))) continue;
      const against = SIDES.filter((names) => !fits(finding, names));
      if (against.length > 1) continue;
      for (const name of (against.length ? against : SIDES).flat()) {
        counts[name].set(finding[name], (counts[name].get(finding[name]) || 0) + 1);
      }
      if (!against.length) shown.push(finding);
    }
    const by = {
      severity: (a, b) => a.severity - b.severity,
      byCheck: (a, b) => a.check - b.check,
      byDocument: (a, b) => (data.documents[a.doc] < data.documents[b.doc] ? -1 : a.doc === b.doc ? 0 : 1),
    }[state.sort];
    if (by) shown.sort((a, b) => by(a, b) || a.order - b.order);
    return { shown, counts };
  }

  function folded(shown) {
    if (!state.fold) return shown.map((finding) => [finding]);
    const groups = new Map();
    for (const finding of shown) {
      const key = finding.group ? `${finding.check}\n${finding.group}` : finding.order;
      if (groups.has(key)) groups.get(key).push(finding);
      else groups.set(key, [finding]);
    }
    return [...groups.values()];
  }

  function update(keepPage) {
    const { shown, counts } = filter();
    items = folded(shown);
    state.page = turned(items, keepPage ? state.page : 0, PAGE);
    $("status").textContent = `${said(shown.length)} ${word("of")} ${said(findings.length)} ${word("findings")}`;
    for (const button of document.querySelectorAll(".choice")) {
      const { name, value } = button.choice;
      const number = counts[name].get(value) || 0;
      button.lastChild.textContent = said(number);
      button.classList.toggle("none", !number);
      button.setAttribute("aria-pressed", String(state[name].has(value)));
    }
    documents(counts.doc);
    const list = document.createDocumentFragment();
    for (const item of items.slice(state.page * PAGE, (state.page + 1) * PAGE)) {
      list.append(item.length > 1 ? group(item) : card(item[0], false));
    }
    if (!items.length) list.append(findings.length ? make("p", "place", word("unfit")) : clean());
    $("list").replaceChildren(list);
    $("list").dataset.query = state.query;
  }

  // A report without findings states what was audited.
  function clean() {
    const { units, checks, findings: found } = data.summary;
    return make("p", found ? "place" : "clean", found ? word("elsewhere") : word("nothing")(said(units), said(checks)));
  }

  function documents(counts) {
    const chosen = [...state.doc][0];
    const options = [new Option(word("all"), "")];
    data.documents.forEach((name, number) => {
      const found = counts.get(number) || 0;
      if (!found && number !== chosen) return;
      options.push(new Option(`${name || word("none")} (${said(found)})`, number));
    });
    $("document").replaceChildren(...options);
    $("document").value = chosen === undefined ? "" : String(chosen);
  }

  // --- one finding -------------------------------------------------------------------------

  // Spans count code points, as Array.from does.
  function text(language, content, spans) {
    const line = make("p", content ? "" : "absent");
    line.lang = language;
    line.dir = "auto";
    const signs = spans.length ? Array.from(content) : [];
    let end = 0;
    for (const [a, z] of [...spans].sort((one, other) => one[0] - other[0])) {
      const start = Math.max(a, end), stop = Math.min(z, signs.length);
      if (start >= stop) continue;
      line.append(signs.slice(end, start).join(""));
      const part = signs.slice(start, stop);
      const mark = make("mark", "", part.join(""));
      if (part.length < 5 && part.every((c) => /[\p{Cc}\p{Cf}\p{Z}]/u.test(c))) {
        mark.dataset.codes = part.map((c) => "U+" + c.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")).join(" ");
      }
      line.append(mark);
      end = stop;
    }
    line.append(spans.length ? signs.slice(end).join("") : content || "—");
    return line;
  }

  function address(segment) {
    if (!segment.line) return segment.file;
    return segment.file ? `${segment.file}:${segment.line}` : `${word("line")} ${said(segment.line)}`;
  }

  // The same as in other reports: see where() in figures.py.
  function where(segment) {
    let name = data.documents[segment.doc];
    if ((!name || name === segment.file) && segment.number) name = `${word("unit")} ${said(segment.number)}`;
    else if (`/${segment.file}.`.includes(`/${name}.`)) name = "";
    const parts = [name, segment.place, address(segment)];
    const own = segment.enPlace ? "english" : "chinese";
    for (const [key, place] of [["english", segment.enPlace], ["chinese", segment.zhPlace]]) {
      if (place && !(key === own && place === `line ${segment.line}`)) parts.push(`${word(key)} ${place}`);
    }
    parts.push(segment.id);
    return parts.filter(Boolean).join(" · ");
  }

  function label(severity) {
    return make("span", `severity ${severity}`, language === "en" ? severity : word(severity));
  }

  function card(finding, common) {
    const { segment } = finding, severity = SEVERITIES[finding.severity], check = data.checks[finding.check];
    const article = make("article", `finding ${severity}`);
    article.tabIndex = -1;
    const head = make("header");
    const id = make("span", "id", check.id);
    id.title = `${check.summary}. ${check.rationale}`;
    head.append(label(severity));
    if (!common) head.append(id, make("span", "message", finding.message));
    const place = make("div", "place", where(segment));
    place.title = word("place");
    article.append(head, place);
    if (segment.en || segment.zh) {
      const pair = make("div", "pair");
      pair.append(text("en", segment.en, finding.enSpans), text("zh", segment.zh, finding.zhSpans));
      article.append(pair);
    }
    if (finding.suggestion) article.append(make("p", "suggestion", `→ ${finding.suggestion}`));
    return article;
  }

  // A group: what its findings have in common is shown once, above.
  function group(found) {
    const severity = SEVERITIES[Math.min(...found.map((f) => f.severity))];
    const section = make("section", `group ${severity}`);
    const button = make("button");
    button.type = "button";
    button.append(
      label(severity), make("span", "id", data.checks[found[0].check].id),
      make("span", "", found[0].group), make("span", "count", `${said(found.length)} ${word("findings")}`),
    );
    const common = found.every((f) => f.message === found[0].message);
    if (common) button.append(make("span", "message common", found[0].message));
    button.setAttribute("aria-expanded", "false");
    const body = make("div");
    button.addEventListener("click", () => {
      const open = button.getAttribute("aria-expanded") !== "true";
      button.setAttribute("aria-expanded", String(open));
      body.replaceChildren();
      if (open) unfold(body, found, common, 0);
    });
    section.append(button, body);
    return section;
  }

  function unfold(body, found, common, start) {
    body.append(...found.slice(start, start + PAGE).map((finding) => card(finding, common)));
    if (start + PAGE < found.length) {
      const more = make("button", "", word("more"));
      more.addEventListener("click", () => { more.remove(); unfold(body, found, common, start + PAGE); });
      body.append(more);
    }
  }

  // --- independent of the filters ----------------------------------------------------------

  function choice(name, value, label, className) {
    const button = make("button", `choice ${className}`);
    button.type = "button";
    button.choice = { name, value };
    button.append(make("span", "", label), make("span"));
    button.addEventListener("click", () => {
      if (!state[name].delete(value)) state[name].add(value);
      // a family includes its checks: selecting either replaces the other
      if (name === "check") state.family.delete(data.checks[value].family);
      if (name === "family") for (const n of state.check) if (data.checks[n].family === value) state.check.delete(n);
      update();
    });
    return button;
  }

  function numbers() {
    const s = data.summary;
    const cards = [
      ["findings", s.findings], ["thousand", perThousand(s)],
      ...SEVERITIES.map((x) => [x, s.by_severity[x]]),
      ["units", s.units], ["nulls", s.nulls], ["documents", s.documents], ["checks", s.checks],
      ["known", s.known], ["ignored", s.ignored], ["mended", s.mended],
    ].filter(([key, value]) => value || !["nulls", "known", "ignored", "mended"].includes(key));
    totals(cards.map(([key, value]) => [key, said(value), value ? key : ""]));
    $("about").textContent = [s.sources.join(", "), word("audited")(s.audited), moment(s.date), s.tool].filter(Boolean).join(" · ");
    $("notes").hidden = !s.audited.notes.length;
    $("notes").replaceChildren(make("h2", "", word("notes")), ...s.audited.notes.map((n) => make("p", "", n)));
    $("failed").hidden = !s.failed.length;
    $("failed").replaceChildren(make("h2", "", word("failed")), ...s.failed.map((f) => make("p", "", f)));
    const missing = Object.entries(data.missing);
    $("hidden").hidden = !missing.length;
    $("hidden").textContent = word("hidden")(
      said(s.findings - findings.length), said(data.limit),
      missing.map(([check, number]) => `${check} ${said(number)}`).join(", "),
    );
  }

  function perThousand(summary) {
    return summary.units ? Math.round((10000 * summary.findings) / summary.units) / 10 : 0;
  }

  function changed(now, before) {
    const delta = Math.round(10 * (now - before)) / 10;
    return [delta > 0 ? `+${said(delta)}` : delta < 0 ? `−${said(-delta)}` : "±0",
      delta > 0 ? "worse" : delta < 0 ? "better" : ""];
  }

  function row(cells, tag, className) {
    const line = make("tr");
    cells.forEach((cell, n) => line.append(make(tag, n === cells.length - 1 ? className : "", cell)));
    return line;
  }

  function trend() {
    const former = data.former;
    $("trend").hidden = !former;
    if (!former) return;
    const now = data.summary;
    const pairs = SEVERITIES.map((s) => [s, now.by_severity[s], former.by_severity[s] || 0]);
    const totals = [
      ["findings", now.findings, former.findings],
      ["thousand", perThousand(now), perThousand(former)],
      ...pairs,
    ].map(([key, ...counts]) => [word(key), ...counts]);
    const checks = data.checks
      .map((c) => [c.id, c.count, former.by_check[c.id]])
      .filter(([, count, before]) => before !== undefined && before !== count)
      .sort(([, a, b], [, c, d]) => Math.abs(c - d) - Math.abs(a - b));
    const all = make("div", "trend");
    all.append(bars(pairs), table("", totals));
    if (checks.length) all.append(table(word("check"), checks));
    $("trend").replaceChildren(make("h2", "", `${word("trend")} ${moment(former.date)}`), all);
  }

  // Rows of a name, the count now and the earlier one.
  function table(title, rows) {
    const table = make("table"), head = make("thead"), body = make("tbody");
    head.append(row([title, word("before"), word("now"), word("change")], "th"));
    for (const [name, now, before] of rows) {
      const [delta, className] = changed(now, before);
      body.append(row([name, said(before), said(now), delta], "td", className));
    }
    table.append(head, body);
    const scrolled = make("div");
    scrolled.tabIndex = 0; // for those who scroll with keys
    scrolled.append(table);
    return scrolled;
  }

  // A coloured bar for now, with the outline of the earlier one around it.
  function bars(pairs) {
    const svg = draw("svg", { viewBox: "0 0 420 96", role: "img" });
    svg.append(draw("title", {}, pairs.map(([s, a, b]) => `${word(s)}: ${said(b)} → ${said(a)}`).join("; ")));
    const most = Math.max(1, ...pairs.flatMap(([, a, b]) => [a, b]));
    pairs.forEach(([name, now, before], n) => {
      const y = 4 + n * 31, width = (count) => (count * 220) / most;
      svg.append(
        draw("text", { x: 0, y: y + 16 }, word(name)),
        draw("rect", { class: name, x: 80, y: y + 4, width: width(now), height: 14 }),
        draw("rect", { class: "before", x: 80, y, width: width(before), height: 22 }),
        draw("text", { x: 88 + Math.max(width(now), width(before)), y: y + 16 }, `${said(before)} → ${said(now)}`),
      );
    });
    return svg;
  }

  function choices() {
    $("severities").replaceChildren(...SEVERITIES.map((s, n) => choice("severity", n, word(s), `severity ${s}`)));
    const list = [];
    for (const family of families) {
      const part = make("div");
      part.append(choice("family", family, data.families[family], "family"));
      list.push(part);
      data.checks.forEach((check, number) => {
        if (check.family !== family || !check.count) return;
        const button = choice("check", number, check.id, "check");
        button.title = `${check.summary}. ${check.rationale}`;
        part.append(button);
      });
    }
    $("checks").replaceChildren(...list);
    $("sort").replaceChildren(...["order", "severity", "byCheck", "byDocument"].map((k) => new Option(word(k), k)));
    $("sort").value = state.sort;
  }

  function show() {
    $("search").placeholder = word("search");
    for (const [id, key] of [["search", "search"], ["document", "documents"], ["sort", "order"]]) {
      $(id).setAttribute("aria-label", word(key));
    }
    numbers();
    trend();
    choices();
    update(true);
  }

  // --- user input --------------------------------------------------------------------------

  function turn(pages) {
    state.page += pages;
    update(true);
    document.querySelector(".results").scrollIntoView();
  }

  function step(by) {
    const cards = [...document.querySelectorAll("#list .finding, #list .group > button")];
    const at = cards.indexOf(document.activeElement);
    const next = cards[at < 0 ? (by > 0 ? 0 : cards.length - 1) : at + by];
    if (next) next.focus();
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
    state.doc = new Set($("document").value === "" ? [] : [Number($("document").value)]);
    update();
  });
  $("sort").addEventListener("change", () => { state.sort = $("sort").value; update(); });
  $("fold").addEventListener("change", () => { state.fold = $("fold").checked; update(); });
  $("clear").addEventListener("click", reset);
  for (const id of ["previous", "previous2"]) $(id).addEventListener("click", () => turn(-1));
  for (const id of ["next", "next2"]) $(id).addEventListener("click", () => turn(1));
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") {
      reset();
      document.activeElement.blur();
      return;
    }
    if (["INPUT", "SELECT"].includes(event.target.tagName) && event.target.type !== "checkbox") return;
    const keys = {
      "/": () => $("search").focus(), j: () => step(1), k: () => step(-1),
      n: () => $("next").disabled || turn(1), p: () => $("previous").disabled || turn(-1),
      g: () => $("fold").click(),
    };
    if (keys[event.key]) {
      event.preventDefault();
      keys[event.key]();
    }
  });
  // If the filters are above the findings, the checks are collapsed at first.
  const narrow = matchMedia("(max-width: 900px)");
  const unfolded = () => { $("kinds").open = !narrow.matches; };
  narrow.addEventListener("change", unfolded);
  unfolded();
  document.body.classList.toggle("empty", !findings.length);
  start(show);
})();
