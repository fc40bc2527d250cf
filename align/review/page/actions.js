// What each key and button does: from where the user is to an action of the session, what was done
// said, the cursor on the row that the answer names.

import { act, fetchRows, get, post } from "./api.js";
import * as dialogs from "./dialogs.js";
import { findAndReplace, searchAll } from "./find.js";
import { commands, run } from "./keys.js";
import { stepWord } from "./links.js";
import { rowElement, scrollTo } from "./list.js";
import { isDoubtful, store } from "./store.js";
import { t } from "./strings.js";

const isBead = (entry) => Boolean(entry) && !entry[3].includes("s");
const isPending = (entry) => Boolean(entry) && !/[dsawxo]/.test(entry[3]);

/** Where a filter shows no row, there is none to act on. */
function demandRows() {
  if (!store.view.length) throw new Error(t("nothing"));
}

/** Where the user is, with the texts; `own`: nowhere else than on a bead. */
async function here(own = false) {
  if (own) demandRows();
  if (own && !isBead(store.current().entry)) throw new Error(t("not.aside"));
  await fetchRows([store.cursor.id]);
  return store.current();
}

/** The rows to act on: those that are selected, or the current one. */
function chosen() {
  demandRows();
  const rows = store.chosen().filter((id) => isBead(store.entry(id)));
  if (!rows.length) throw new Error(t("not.aside"));
  return rows;
}

/** Do it without waiting; tell the user if it fails. */
const later = (task) => task().catch((error) => store.say(error.message, "error"));

async function showChanges({ changed, places }, key) {
  if (!places) return store.say(t("changes.none"));
  const more = places - changed.length;
  const done = await dialogs.changes(t(key, { n: places }), changed, more);
  return done && store.setCursor({ id: done.button });
}

/** Do an action of the session, and say so; true if it was done, and nobody was there first. */
async function perform(action, args = {}) {
  const answer = await act(action, args);
  const { said: [key, values] = ["conflict"], rows, conflict } = answer;
  const told = { n: rows.length, ...values, of: t(`name.${values?.of}`) };
  store.say(t(`said.${key}`, told), conflict && "conflict");
  if (conflict) later(() => showChanges(answer, "said.conflict"));
  else if (action === "align_again") later(() => showChanges(answer, "changes.again"));
  return !conflict;
}

// ---- going

/** Go to the next row of the view that fits, from the cursor round to it again. */
function seek(fits, step, otherwise) {
  const { view } = store;
  const from = view.indexOf(store.cursor.id);
  for (let n = 1; n <= view.length; n += 1) {
    const id = view[(from + n * step + 2 * view.length) % view.length];
    if (fits(store.entry(id))) return store.setCursor({ id });
  }
  return store.say(t(otherwise));
}

function step(by, selecting = false) {
  const { view, cursor, anchor } = store;
  const id = view[view.indexOf(cursor.id) + by];
  if (id) store.setCursor({ id }, selecting ? anchor ?? cursor.id : null);
}

async function stepSentence(by) {
  const { row, side, piece } = await here();
  const all = ["en", "zh"].flatMap((name) => row[name].map((_, at) => ({ side: name, piece: at })));
  const at = all.findIndex((one) => one.side === side && one.piece === piece) + by;
  if (all[at]) store.setCursor({ id: row.id, ...all[at] });
}

function close() {
  if (store.mark) store.say(t("said.unmarked"));
  store.setMark(null);
  store.setCursor(store.cursor);
}

// ---- actions on rows

function merge(by) {
  const rows = chosen();
  let at = store.at(rows[0]) + by;
  while (store.outline[at] && !isBead(store.outline[at])) at += by;
  const other = store.outline[at]?.[0];
  if (rows.length === 1 && other) rows[by > 0 ? "push" : "unshift"](other);
  return perform("merge", { rows });
}

function exclude() {
  const rows = chosen();
  return perform(store.entry(rows[0])[3].includes("x") ? "include" : "exclude", { rows });
}

async function approveNext() {
  const { entry } = store.current();
  const open = isBead(entry) && !/[aox]/.test(entry[3]);
  if (open && !(await perform("approve", { rows: chosen() }))) return;
  seek(isPending, 1, "said.pending_none");
}

function link() {
  const { mark, cursor: { id } } = store;
  store.setMark(mark ? null : id);
  if (!mark) return store.say(t("said.marked"));
  return perform("link", { rows: [mark, id].sort((a, b) => store.at(a) - store.at(b)) });
}

/** Name → what an action on the current row is told, besides the row, of where the user is. */
const ABOUT = {
  split: ({ side, piece }) => ({ en: null, zh: null, [side]: piece }),
  join: ({ side, piece }) => ({ side, piece }),
  move_next: ({ side }) => ({ side, to: "next" }),
  move_back: ({ side }) => ({ side, to: "previous" }),
  unlink: () => ({}),
  swap: () => ({}),
  runner_up: () => ({}),
};

/** Name → a dialog about where the user is, which promises an action and its arguments. */
const ASKED = {
  async edit({ row, side }) {
    const was = row[side].join(side === "en" ? " " : "");
    scrollTo(row.id); // the wheel may have left it behind
    const cell = rowElement(row.id).querySelector(`[data-side=${side}]`);
    const { text = was } = await dialogs.edit(was, side, cell) ?? {};
    return text !== was && ["edit", { row: row.id, side, text }];
  },
  async comment({ row }) {
    const done = await dialogs.open("comment", (_, { text }) => { text.value = row.note; });
    return done && ["comment", { row: row.id, text: done.text }];
  },
  async cut({ row, side, piece }) {
    const propose = (at, offset) =>
      get("place", { row: row.id, side, piece: at, offset }).then(({ other }) => other, () => null);
    const { [side]: place, ...other } = await dialogs.cut(row, side, piece, propose) ?? {};
    const [at, offset] = place ?? [];
    return place
      && ["cut", { row: row.id, side, piece: at, offset, other: Object.values(other)[0] }];
  },
  async approve_above() {
    const pending = store.outline.filter(isPending).map((entry) => entry[2]);
    const done = await dialogs.approveAbove(pending);
    return done && ["approve_above", { confidence: done.percent / 100 }];
  },
  async go() {
    const done = await dialogs.open("go", (_, { row }) => { row.max = store.outline.length; });
    if (done) store.setCursor({ id: store.outline[done.row - 1][0] });
  },
  async export() {
    const offer = await get("../formats");
    const key = decodeURIComponent(document.body.dataset.api.split("/").at(-1));
    const write = ({ all, ...how }) => post("../export", { document: all ? null : key, ...how });
    await dialogs.exporting(offer, write, (format) => post("../open", { format }));
  },
  find: findAndReplace,
  search: searchAll,
  help: dialogs.help,
};

/** Ask, and act in turn with what was answered; the keys that come meanwhile wait for nobody. */
const asking = (ask) => async () => {
  const now = await here(ask.length > 0); // most are about a row
  later(async () => {
    const action = await ask(now);
    if (Array.isArray(action)) await run(() => perform(...action));
  });
};

const SIMPLE = {
  next: () => step(1), previous: () => step(-1),
  select: () => step(1, true), select_back: () => step(-1, true),
  right: () => stepSentence(1), left: () => stepSentence(-1),
  word: () => stepWord(1), word_back: () => stepWord(-1),
  first: () => store.setCursor({ id: store.view[0] }),
  last: () => store.setCursor({ id: store.view.at(-1) }),
  doubtful: () => seek(isDoubtful, 1, "said.doubtful_none"),
  doubtful_back: () => seek(isDoubtful, -1, "said.doubtful_none"),
  approve_next: approveNext, exclude, link, close,
  approve: () => perform("approve", { rows: chosen() }),
  reject: () => perform("reject", { rows: chosen() }),
  merge: () => merge(1), merge_back: () => merge(-1),
  restore: () => perform("restore", { aside: store.cursor.id }),
  align_again() {
    store.say(t("said.aligning"));
    return perform("align_again");
  },
  undo: () => perform("undo"), redo: () => perform("redo"),
};

for (const [name, action] of Object.entries(SIMPLE)) commands.set(name, action);
for (const [name, ask] of Object.entries(ASKED)) {
  commands.set(name, Object.assign(asking(ask), { asks: true }));
}
for (const [name, about] of Object.entries(ABOUT)) {
  const action = name.startsWith("move") ? "move" : name;
  commands.set(name, async () => {
    const now = await here(true);
    return perform(action, { row: now.id, ...about(now) });
  });
}
