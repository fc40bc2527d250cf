// What the page knows: the outline of the whole document, the texts seen so far, the cursor, the
// filter. Everybody reads it here and is told of changes; only answers of the server change texts.

const FILTERS = {
  all: () => true,
  doubtful: (entry) => isDoubtful(entry),
  pending: (entry) => !has(entry, "ds"),
  findings: (entry) => has(entry, "f"),
  nulls: (entry) => (entry[4] === 0 || entry[5] === 0) && !has(entry, "s"),
  crossings: (entry) => has(entry, "c"),
  asides: (entry) => has(entry, "s"),
  notes: (entry) => has(entry, "no"),
  approved: (entry) => has(entry, "a"),
  out: (entry) => has(entry, "wx"),
};
const OTHER = { en: "zh", zh: "en" };
const has = ([, , , flags], letters) => flags !== "" && [...letters].some((one) => flags.includes(one));
const listeners = new Map();

/** A bead to look at: nobody decided, and the aligner is not sure. */
export const isDoubtful = (entry) => entry[2] < store.doubt && !has(entry, "ds");

const places = (ids) => new Map(ids.map((id, place) => [id, place]));

export const store = {
  version: 0,
  name: "",
  summary: {},
  outline: [], // [id, kind, confidence, flags, length en, length zh, first en, first zh]
  rows: new Map(), // id → the whole row, once it was seen
  stale: new Set(), // rows to ask for again before they are believed
  view: [], // the ids that the filter shows, in order
  cursor: { id: null, side: "en", piece: 0 },
  anchor: null, // where a selection of several rows began
  mark: null, // the row that is waiting to be linked
  doubt: 0.8, // below this confidence a bead is doubtful
  show: "all",
  found: null, // ids with the text looked for; null: no text is looked for
  filters: Object.keys(FILTERS),

  on(names, listener) {
    for (const name of names.split(" ")) {
      listeners.set(name, [...(listeners.get(name) ?? []), listener]);
    }
  },

  /** Events: cursor, rows (ids), view, outline, summary, acting (ids), changed (answer), said … */
  emit(name, data) {
    for (const listener of listeners.get(name) ?? []) listener(data);
  },

  // ---- what comes from the server

  /** The whole document: `{version, name, summary, outline}`. */
  load({ version, name, summary, outline }) {
    Object.assign(this, { version, name, summary, outline });
    this.filter();
    this.emit("outline");
    this.emit("summary");
  },

  keep(rows) {
    for (const row of rows) {
      this.rows.set(row.id, row);
      this.stale.delete(row.id);
    }
    if (!rows.length) return;
    this.emit("rows", new Set(rows.map((row) => row.id)));
    if (rows.some((row) => row.id === this.cursor.id)) this.setCursor(this.cursor, this.anchor);
  },

  /** An answer to an action or to "what is new?"; with `follow` the cursor goes where it says. */
  apply(change, follow = false) {
    const old = this.at(this.cursor.id);
    for (const splice of change.splices ?? []) this.splice(...splice);
    this.version = change.version;
    this.summary = change.summary ?? this.summary;
    this.refresh();
    for (const id of this.rows.keys()) if (this.at(id) < 0) this.rows.delete(id);
    if (this.at(this.mark) < 0) this.mark = null;
    this.emit("outline");
    this.keep(change.rows ?? []);
    this.emit("summary");
    const { cursor } = this;
    if (follow && this.at(change.focus) >= 0) this.setCursor({ ...cursor, id: change.focus, piece: 0 });
    else if (old >= 0 && this.at(cursor.id) < 0) {
      this.setCursor({ ...cursor, id: this.outline[Math.min(old, this.outline.length - 1)]?.[0] });
    }
    this.emit("changed", change);
  },

  splice(at, removed, entries) {
    const gone = new Set(this.outline.slice(at, at + removed).map(([id]) => id));
    const rest = this.outline.slice(at + removed); // no splice(...entries): there may be very many
    this.outline = [...this.outline.slice(0, at), ...entries, ...rest];
    const ids = entries.map(([id]) => id);
    for (const id of ids) if (gone.has(id)) this.stale.add(id);
    if ([...gone].some((id) => this.members?.has(id))) this.letIn(ids.filter((id) => !gone.has(id)));
  },

  // ---- the filter: what it let in stays, fitting or not, until it is set again

  filter({ show = this.show, doubt = this.doubt, found = this.found } = {}) {
    Object.assign(this, { show: FILTERS[show] ? show : "all", doubt, found });
    const texts = found && new Set(found);
    const fits = (entry) => FILTERS[this.show](entry) && (texts?.has(entry[0]) ?? true);
    const all = this.show === "all" && !texts;
    this.members = all ? null : new Set(this.outline.filter(fits).map(([id]) => id));
    this.refresh();
  },

  letIn(ids) {
    for (const id of ids) this.members?.add(id);
  },

  /** Show rows that the filter would not. */
  reveal(ids) {
    this.letIn(ids);
    this.refresh();
  },

  refresh() {
    const ids = this.outline.map(([id]) => id);
    this.view = this.members ? ids.filter((id) => this.members.has(id)) : ids;
    this.places = places(ids);
    this.viewed = places(this.view);
    this.emit("view");
  },

  /** How many rows each filter would show. */
  counts() {
    const counts = Object.fromEntries(this.filters.map((name) => [name, 0]));
    for (const entry of this.outline) {
      for (const name of this.filters) counts[name] += FILTERS[name](entry);
    }
    return counts;
  },

  /** The texts of a row are here, and as they are. */
  knows(id) {
    return this.rows.has(id) && !this.stale.has(id);
  },

  /** The place of a row in the document, or -1. */
  at(id) {
    return this.places?.get(id) ?? -1;
  },

  entry(id) {
    return this.outline[this.at(id)];
  },

  // ---- the cursor

  /** Where the user is; `row` is undefined until its texts are there. */
  current() {
    const { id } = this.cursor;
    return { ...this.cursor, at: this.at(id), entry: this.entry(id), row: this.rows.get(id) };
  },

  /** Go to a sentence of a row; the nearest one if it is not there. `anchor`: select from that row. */
  setCursor({ id, side = this.cursor.side, piece = 0 }, anchor = null) {
    if (this.at(id) < 0) return;
    if (this.members && !this.members.has(id)) this.reveal([id]);
    const row = this.rows.get(id);
    const own = row && !row[side].length ? OTHER[side] : side;
    const last = row ? row[own].length - 1 : piece;
    this.anchor = anchor;
    this.cursor = { id, side: own, piece: Math.max(0, Math.min(piece, last)) };
    this.emit("cursor");
  },

  /** The rows to act on: those selected, or the current one. */
  chosen() {
    const to = this.viewed?.get(this.cursor.id);
    if (to === undefined) return [];
    const from = this.viewed.get(this.anchor) ?? to;
    return this.view.slice(Math.min(from, to), Math.max(from, to) + 1);
  },

  setMark(id) {
    this.mark = id;
    this.emit("cursor");
  },

  /** A line for the user: kind "", "conflict" or "error". */
  say(text, kind = "") {
    if (text) this.emit("said", { text, kind });
  },
};
