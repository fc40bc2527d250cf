// The page of a build.
(() => {
  const PAGE = 100, FEW = 5;
  const FIELDS = ["name", "en", "zh", "state", "seconds", "sentencesEn", "sentencesZh", "units", "mean", "weak",
    "below", "nullsEn", "nullsZh", "crossings", "aside", "worry", "sure", "kind", "error"];
  const ALIGNED = 0, FAILED = 2, UNSURE = 0.8;
  const summary = data.summary;
  const rows = data.rows.map((cells, order) => {
    const row = { order };
    FIELDS.forEach((field, n) => { row[field] = cells[n]; });
    row.left = row.nullsEn + row.nullsZh + row.below;
    row.set = Object.values(row.aside).reduce((a, b) => a + b, 0);
    return row;
  });

  // --- what is chosen ------------------------------------------------------------------------

  const KINDS = {
    all: () => true,
    failed: (row) => row.state === FAILED,
    weak: (row) => row.weak > 0,
    unsure: (row) => row.sure < UNSURE,
    worry: (row) => row.worry !== "",
    aligned: (row) => row.state === ALIGNED,
    unchanged: (row) => row.state !== ALIGNED && row.state !== FAILED,
  };
  // By each column, what people look for comes first; clicking again turns it round.
  const SORTS = {
    order: (a, b) => a.order - b.order,
    byState: (a, b) => (b.state === FAILED) - (a.state === FAILED) || a.state - b.state,
    byName: (a, b) => (a.name < b.name ? -1 : 1),
    bySeconds: (a, b) => (b.state === ALIGNED) - (a.state === ALIGNED) || b.seconds - a.seconds,
    byMean: (a, b) => !a.units - !b.units || a.mean - b.mean,
    byLeft: (a, b) => b.left - a.left,
    byWeak: (a, b) => b.weak - a.weak,
    byAside: (a, b) => b.set - a.set,
    byUnits: (a, b) => b.units - a.units,
  };
  const COLUMNS = [["name", "byName"], ["state", "byState"], ["mean", "byMean"], ["units", "byUnits"], ["weak", "byWeak"],
    ["left", "byLeft"], ["aside", "byAside"], ["time", "bySeconds"]];
  const empty = () => ({ kind: "all", query: "", sort: "order", turned: false, page: 0 });
  let state = empty();
  let shown = rows;

  function filter() {
    const words = state.query.toLowerCase().split(/\s+/).filter(Boolean);
    const counts = {};
    for (const kind of Object.keys(KINDS)) counts[kind] = 0;
    shown = rows.filter((row) => {
      row.hay ??= [row.name, row.en, row.zh, row.error, row.worry, Object.keys(row.aside).join(" ")].join("\n").toLowerCase();
      if (!words.every((w) => row.hay.includes(w))) return false;
      for (const [kind, fits] of Object.entries(KINDS)) counts[kind] += fits(row);
      return KINDS[state.kind](row);
    });
    const by = SORTS[state.sort];
    shown.sort((a, b) => (state.turned ? by(b, a) : by(a, b)) || a.order - b.order);
    return counts;
  }

  function update(keepPage) {
    const counts = filter();
    state.page = turned(shown, keepPage ? state.page : 0, PAGE);
    $("status").textContent = `${said(shown.length)} ${word("of")} ${said(rows.length)} ${word("pairs")}`;
    for (const button of $("kinds").children) {
      button.lastChild.textContent = said(counts[button.kind]);
      button.classList.toggle("none", !counts[button.kind]);
      button.hidden = !rows.some(KINDS[button.kind]);
      button.setAttribute("aria-pressed", String(state.kind === button.kind));
    }
    for (const cell of $("pairs").tHead.querySelectorAll("th")) {
      if (cell.sort === state.sort) cell.setAttribute("aria-sort", state.turned ? "ascending" : "descending");
      else cell.removeAttribute("aria-sort");
    }
    $("sort").value = state.sort;
    const list = document.createDocumentFragment();
    for (const row of shown.slice(state.page * PAGE, (state.page + 1) * PAGE)) list.append(line(row));
    if (!shown.length) {
      const cell = make("td", "place", word("unfit"));
      cell.colSpan = COLUMNS.length;
      list.append(make("tr"));
      list.lastChild.append(cell);
    }
    $("pairs").tBodies[0].replaceChildren(list);
    $("pairs").dataset.query = state.query;
  }

  function choose(change) {
    state = { ...empty(), query: state.query, kind: state.kind, sort: state.sort, ...change };
    $("search").value = state.query;
    update();
  }

  // --- a pair --------------------------------------------------------------------------------

  function line(row) {
    const tr = make("tr"), name = make("td"), button = make("button", "", row.name);
    button.type = "button";
    button.setAttribute("aria-expanded", "false");
    button.addEventListener("click", () => {
      const open = button.getAttribute("aria-expanded") !== "true";
      button.setAttribute("aria-expanded", String(open));
      if (open) tr.after(more(row));
      else tr.nextSibling.remove();
    });
    name.append(button);
    if (row.error) name.append(make("p", "error", row.error));
    if (row.worry) name.append(make("p", "warning", row.worry));
    if (row.sure < UNSURE) name.append(make("p", "warning", word("found")(percent(row.sure))));
    const cells = row.state === FAILED ? [] : [
      ["mean", row.units ? said(row.mean, 2) : ""], ["units", said(row.units)], ["weak", row.weak ? said(row.weak) : ""],
      ["left", row.left ? said(row.left) : ""], ["aside", row.set ? said(row.set) : ""],
    ];
    while (cells.length < COLUMNS.length - 3) cells.push(["", ""]);
    cells.push(["time", row.state === ALIGNED || row.seconds ? duration(row.seconds) : ""]);
    tr.append(name, make("td", row.state === FAILED ? "error" : "", word("states")[row.state]));
    for (const [key, text] of cells) {
      const cell = make("td", key === "mean" && row.mean < 0.7 ? "warning" : "", text);
      if (text) cell.dataset.label = word(key);
      tr.append(cell);
    }
    return tr;
  }

  function more(row) {
    const line = make("tr", "more"), box = make("td");
    box.colSpan = COLUMNS.length;
    line.append(box);
    const say = (...parts) => { box.append(make("p", "", parts.filter(Boolean).join(" · "))); };
    say(`${word("english")}: ${row.en}`, row.sentencesEn && `${said(row.sentencesEn)} ${word("sentences")}`, row.nullsEn && `${said(row.nullsEn)} ${word("left")}`);
    say(`${word("chinese")}: ${row.zh}`, row.sentencesZh && `${said(row.sentencesZh)} ${word("sentences")}`, row.nullsZh && `${said(row.nullsZh)} ${word("left")}`);
    const aside = Object.entries(row.aside).map(([reason, number]) => `${reason} ${said(number)}`).join(", ");
    if (aside) say(`${word("aside")}: ${aside}`);
    if (row.below || row.crossings) {
      say(row.below && `${word("below")}: ${said(row.below)}`, row.crossings && `${word("crossings")}: ${said(row.crossings)}`);
    }
    if (row.kind) say(word("kinds")[row.kind] || row.kind);
    if (row.state !== FAILED && summary.files?.alignments) {
      const command = make("p", "", `${word("look")}: `);
      command.append(make("code", "", `tmxalign review ${quoted(`${summary.files.alignments}/${row.name}.align.json`)}`));
      box.append(command);
    }
    return line;
  }

  // Long names differ at both ends.
  function shortened(name) {
    const signs = Array.from(name);
    return signs.length > 34 ? `${signs.slice(0, 17).join("")}…${signs.slice(-16).join("")}` : name;
  }

  // As a shell takes it.
  const quoted = (text) => (/^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);
  const percent = (share) => `${said(Math.round(100 * share))} %`;

  function duration(seconds) {
    if (seconds < 60) return `${seconds < 10 ? said(seconds, 1) : said(Math.floor(seconds))} ${word("seconds")}`;
    const minutes = Math.round(seconds / 60);
    if (minutes < 60) return `${said(minutes)} ${word("minutes")}`;
    return `${said(Math.floor(minutes / 60))} ${word("hours")} ${said(minutes % 60)} ${word("minutes")}`;
  }

  // --- independent of the filters ----------------------------------------------------------

  function numbers() {
    const s = summary;
    const aside = Object.values(s.aside).reduce((a, b) => a + b, 0);
    totals([
      ["pairs", said(s.pairs), ""], ["aligned", said(s.aligned), ""], ["unchanged", s.unchanged, ""],
      ["failed", s.failed + s.files_failed, "error"], ["units", said(s.units), ""],
      ["confidence", said(s.confidence, 2), s.confidence < 0.7 ? "warning" : ""], ["weak", s.weak, "warning"],
      ["below", s.below, ""], ["nulls", s.nulls[0] + s.nulls[1], ""], ["aside", aside, ""],
      ["unsure", s.unsure, "warning"], ["unpaired", s.unpaired, "warning"],
      ["rate", s.working ? Math.round(s.sentences / s.working) : 0, ""],
    ].filter(([, value]) => value).map(([key, value, name]) => [key, typeof value === "number" ? said(value) : value, name]));
    const work = s.working > s.seconds ? duration(s.working) : "";
    $("about").textContent = [s.files?.out, moment(s.date), word("took")(duration(s.seconds), work), s.tool].filter(Boolean).join(" · ");
    $("ended").hidden = s.ended === "done";
    $("ended").textContent = word("ended")(s.ended, said(s.pairs), said(s.expected));
    $("hidden").hidden = !data.missing;
    $("hidden").textContent = word("hidden")(said(data.missing));
  }

  function failures() {
    const number = summary.failed + summary.files_failed;
    $("failed").hidden = !number;
    const list = make("ul");
    for (const { kind, cause, count, names } of data.failed) {
      const item = make("li", "", `${said(count)} × ${cause}`);
      const few = names.slice(0, FEW).join(", ");
      const left = count > FEW ? ` ${word("more")(said(count - FEW))}` : "";
      item.append(make("div", "place", `${word("kinds")[kind] || kind}: ${few}${left}`));
      list.append(item);
    }
    $("failed").replaceChildren(make("h2", "", word("failures")(said(number))), list);
  }

  function panels() {
    const found = [bands()];
    const values = {
      slowest: ["bySeconds", duration], least_confident: ["byMean", (value) => said(value, 2)],
      most_left_out: ["byLeft", said], unsure: [null, percent],
    };
    for (const [name, [sort, value]] of Object.entries(values)) {
      if (!data[name].length) continue;
      const box = make("section", "panel"), head = make("h2"), list = make("ol");
      const button = make("button", "", word(name === "unsure" ? "unsure_pairs" : name));
      button.type = "button";
      button.addEventListener("click", () => {
        choose(sort ? { kind: "all", query: "", sort } : { kind: "unsure", query: "" });
        document.querySelector("main").scrollIntoView();
      });
      head.append(button);
      for (const one of data[name].slice(0, FEW)) {
        const item = make("li"), label = make("span");
        label.textContent = shortened(one.name);
        label.title = one.name;
        item.append(label, make("span", "", value(one.value)));
        list.append(item);
      }
      box.append(head, list);
      found.push(box);
    }
    $("panels").replaceChildren(...found);
  }

  // Units by tenths of confidence.
  function bands() {
    const box = make("section", "panel"), most = Math.max(1, ...data.bands);
    const svg = draw("svg", { viewBox: "0 0 330 128", role: "img" });
    svg.append(draw("title", {}, data.bands.map((n, k) => `${said(k / 10, 1)}–${said((k + 1) / 10, 1)}: ${said(n)}`).join("; ")));
    data.bands.forEach((number, k) => {
      const height = number ? Math.max(2, (88 * number) / most) : 0, x = 2 + k * 33;
      const look = k < 5 ? "weak" : k < 7 ? "doubtful" : k < 9 ? "fair" : "sure";
      svg.append(draw("rect", { class: look, x, y: 106 - height, width: 29, height }));
      if (number) svg.append(draw("text", { x: x + 14.5, y: 102 - height }, short(number)));
      svg.append(draw("text", { class: "faint", x: x + 14.5, y: 120 }, `${said(k / 10, 1)}–`));
    });
    box.append(make("h2", "", word("bands")), svg);
    return box;
  }

  const short = (number) => new Intl.NumberFormat(language, { notation: number > 999 ? "compact" : "standard" }).format(number);

  function others() {
    const found = [];
    for (const [name, total] of [["unpaired", summary.unpaired], ["passed_over", summary.passed_over]]) {
      if (!total) continue;
      const box = make("details"), list = make("ul");
      for (const file of data[name]) list.append(make("li", "", file));
      if (total > data[name].length) list.append(make("li", "", word("more")(said(total - data[name].length))));
      box.append(make("summary", "", `${word(name)}: ${said(total)}`), list);
      found.push(box);
    }
    $("others").replaceChildren(...found);
  }

  function choices() {
    $("kinds").replaceChildren(...Object.keys(KINDS).map((kind) => {
      const button = make("button", "choice");
      button.type = "button";
      button.kind = kind;
      button.append(make("span", "", word(kind)), make("span"));
      button.addEventListener("click", () => choose({ kind }));
      return button;
    }));
    $("sort").replaceChildren(...Object.keys(SORTS).map((key) => new Option(word(key), key)));
    const head = make("tr");
    for (const [key, sort] of COLUMNS) {
      const cell = make("th"), button = make("button", "", word(key));
      cell.scope = "col";
      cell.sort = sort;
      button.type = "button";
      button.addEventListener("click", () => choose({ sort, turned: state.sort === sort && !state.turned }));
      cell.append(button);
      head.append(cell);
    }
    $("pairs").tHead.replaceChildren(head);
  }

  function show() {
    $("search").placeholder = word("search");
    $("search").setAttribute("aria-label", word("search"));
    $("sort").setAttribute("aria-label", word("order"));
    numbers();
    failures();
    panels();
    others();
    choices();
    update(true);
  }

  // --- user input --------------------------------------------------------------------------

  let waiting;
  $("search").addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => choose({ query: $("search").value }), 120);
  });
  $("sort").addEventListener("change", () => choose({ sort: $("sort").value }));
  const turn = (by) => { state.page += by; update(true); document.querySelector("main").scrollIntoView(); };
  for (const id of ["previous", "previous2"]) $(id).addEventListener("click", () => turn(-1));
  for (const id of ["next", "next2"]) $(id).addEventListener("click", () => turn(1));
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") choose(empty());
    if (event.key === "/" && event.target !== $("search")) {
      event.preventDefault();
      $("search").focus();
    }
  });
  start(show);
})();
