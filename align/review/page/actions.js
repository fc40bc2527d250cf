// What each key and button does: from the cursor to an action of the session, what was done said,
// the cursor on the row that the answer names.

import { act, fetchRows, get, post } from "./api.js";
import * as dialogs from "./dialogs.js";
import { findAndReplace, searchAll } from "./find.js";
import { commands, run } from "./keys.js";
import { stepWord } from "./links.js";
import { rowElement } from "./list.js";
import { isDoubtful, store } from "./store.js";
import { t } from "./strings.js";

const isBead = (entry) => Boolean(entry) && !entry[3].includes("s");
const isPending = (entry) => Boolean(entry) && !/[dsawxo]/.test(entry[3]);

/** Thrown for what cannot be done here, with a line for the user. */
class Refused extends Error {
  name = "Refused";
}

function refuseUnless(condition, key) {
  if (!condition) throw new Refused(t(key));
}

/** Where the user is, with the texts. */
async function here() {
  refuseUnless(store.cursor.id, "said.end");
  await fetchRows([store.cursor.id]);
  return store.current();
}

/** The bead where the user is; text that was set aside is none. With `whole`, its side has a text. */
async function bead(whole = false) {
  const now = await here();
  refuseUnless(isBead(now.entry), "not.aside");
  refuseUnless(!whole || now.row[now.side].length, "not.side");
  return now;
}

/** The nearest bead before (-1) or after (1) a place of the document. */
function neighbour(at, step) {
  let to = at + step;
  while (store.outline[to] && !isBead(store.outline[to])) to += step;
  refuseUnless(store.outline[to], "said.end");
  return store.outline[to][0];
}

/** The words for what was done, of the key and the values that the server sends. */
function saidOf(action, { said, rows = [] }) {
  const [key, values] = Array.isArray(said) ? said : [action];
  return t(`said.${key}`, { n: rows.length, ...values, of: t(`name.${values?.of}`) });
}

/** What makes a row another one; a confidence alone does not. */
const shape = ([, kind, , ...rest]) => [kind, ...rest].join();

/** Runs of rows that others replaced, as ids: `{before, after}`; a row that changed is one. */
function runsOf(gone, come) {
  const stays = new Set(come.map(([id]) => id));
  const runs = [{ before: [], after: [] }];
  let at = 0;
  for (const entry of gone) {
    const [id] = entry;
    if (!stays.has(id)) runs.at(-1).before.push(id);
    else {
      while (at < come.length && come[at][0] !== id) runs.at(-1).after.push(come[at++][0]);
      const changed = shape(come[at++]) === shape(entry) ? [] : [id];
      runs.push({ before: changed, after: changed }, { before: [], after: [] });
    }
  }
  runs.at(-1).after.push(...come.slice(at).map(([id]) => id));
  return runs.filter(({ before, after }) => before.length + after.length);
}

/** What an answer changed: pairs of rows before and after, as far as somebody saw them. */
async function changedRows(outline, known, answer) {
  const old = [...outline];
  for (const row of answer.before ?? []) known.set(row.id, row);
  const runs = (answer.splices ?? []).flatMap(([at, removed, entries]) =>
    runsOf(old.splice(at, removed, ...entries), entries));
  await fetchRows(runs.slice(0, dialogs.MOST).flatMap(({ after }) => after));
  const rows = (ids, texts) => ids.map((id) => texts.get(id)).filter(Boolean);
  return runs.map((run) => ({ before: rows(run.before, known), after: rows(run.after, store.rows) }));
}

async function showChanges(pairs, key) {
  if (!pairs.length) return store.say(t("changes.none"));
  const id = await dialogs.changes(t(key, { n: pairs.length }), pairs);
  return id && store.setCursor({ id });
}

/** Do an action of the session, and say so; the answer, or null if somebody was there first. */
export async function perform(action, args = {}) {
  const outline = [...store.outline];
  const known = new Map(store.rows);
  const answer = await act(action, args);
  if (!answer) return null;
  if (answer.conflict) {
    store.say(t("said.conflict"), "conflict");
    later(async () => showChanges(await changedRows(outline, known, answer), "said.conflict"));
    return null;
  }
  store.say(saidOf(action, answer));
  return { ...answer, changed: () => changedRows(outline, known, answer) };
}

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

/** The rows to act on: those that are selected, or the current one. */
async function chosen() {
  await bead();
  return store.chosen().filter((id) => isBead(store.entry(id)));
}

const onRows = (action) => async () => perform(action, { rows: await chosen() });
const onRow = (action) => async () => perform(action, { row: (await bead()).id });

async function merge(by) {
  const rows = await chosen();
  if (rows.length === 1) rows[by > 0 ? "push" : "unshift"](neighbour(store.at(rows[0]), by));
  return perform("merge", { rows });
}

async function split() {
  const { id, side, piece } = await bead();
  refuseUnless(piece > 0, "not.split");
  return perform("split", { row: id, en: null, zh: null, [side]: piece });
}

async function move(to) {
  const { id, side } = await bead(true);
  return perform("move", { row: id, side, to });
}

async function join() {
  const { id, side, piece } = await bead(true);
  return perform("join", { row: id, side, piece });
}

async function exclude() {
  const rows = await chosen();
  return perform(store.entry(rows[0])[3].includes("x") ? "include" : "exclude", { rows });
}

async function approveNext() {
  const { entry } = await here();
  const done = isBead(entry) && /[aox]/.test(entry[3]);
  if (isBead(entry) && !done && !(await perform("approve", { rows: await chosen() }))) return;
  seek(isPending, 1, "said.pending_none");
}

async function link() {
  const { id } = await bead();
  const { mark } = store;
  store.setMark(mark ? null : id);
  if (!mark) return store.say(t("said.marked"));
  refuseUnless(mark !== id, "not.link");
  return perform("link", { rows: [mark, id].sort((a, b) => store.at(a) - store.at(b)) });
}

async function restore() {
  const { id, entry } = await here();
  refuseUnless(!isBead(entry), "not.restore");
  return perform("restore", { aside: id });
}

async function alignAgain() {
  const answer = await perform("align_again");
  if (answer) later(async () => showChanges(await answer.changed(), "changes.again"));
}

function close() {
  if (store.mark) store.say(t("said.unmarked"));
  store.setMark(null);
  store.setCursor(store.cursor);
}

// ---- actions that ask first: the dialog is open while other keys wait for nobody

/** Do it without waiting; tell the user if it fails. */
const later = (task) => task().catch((error) => store.say(error.message, "error"));

/** Ask with a dialog about where the user is, then do in turn what is to be done. */
const asking = (ask, where = () => null) => async () => {
  const now = await where();
  later(async () => {
    const then = await ask(now);
    if (then) await run(then);
  });
};

async function askEdit({ row, side }) {
  const was = row[side].join(side === "en" ? " " : "");
  const cell = rowElement(row.id)?.querySelector(`[data-side=${side}]`);
  const text = await dialogs.edit(was, side, cell);
  return text !== undefined && text !== was
    && (() => perform("edit", { row: row.id, side, text }));
}

async function askComment({ row }) {
  const text = await dialogs.comment(row.note);
  return text !== undefined && (() => perform("comment", { row: row.id, text }));
}

async function askCut({ row, side, piece }) {
  const propose = (at, offset) =>
    get("place", { row: row.id, side, piece: at, offset }).then(({ other }) => other, () => null);
  const places = await dialogs.cut(row, side, piece, propose);
  if (!places) return undefined;
  const [at, offset] = places[side];
  const other = places[side === "en" ? "zh" : "en"];
  return () => perform("cut", { row: row.id, side, piece: at, offset, other });
}

async function askWhere() {
  const at = await dialogs.goTo(store.outline.length);
  return at !== undefined && (() => store.setCursor({ id: store.outline[at][0] }));
}

async function askConfidence() {
  const pending = store.outline.filter(isPending).map((entry) => entry[2]);
  const confidence = await dialogs.approveAbove(pending);
  return confidence !== undefined && (() => perform("approve_above", { confidence }));
}

async function askReplacement() {
  const args = await findAndReplace();
  return args && (() => perform("replace", args));
}

async function askExport() {
  const offer = await get("../formats");
  const key = decodeURIComponent(document.body.dataset.api.split("/").at(-1));
  const write = ({ all, ...how }) => post("../export", { document: all ? null : key, ...how });
  const done = await dialogs.exporting(offer, write, () => post("../open"));
  if (done) store.say(done);
}

const actions = {
  next: () => step(1), previous: () => step(-1),
  select: () => step(1, true), select_back: () => step(-1, true),
  right: () => stepSentence(1), left: () => stepSentence(-1),
  word: () => stepWord(1), word_back: () => stepWord(-1),
  first: () => store.setCursor({ id: store.view[0] }),
  last: () => store.setCursor({ id: store.view.at(-1) }),
  doubtful: () => seek(isDoubtful, 1, "said.doubtful_none"),
  doubtful_back: () => seek(isDoubtful, -1, "said.doubtful_none"),
  go: asking(askWhere),
  approve_next: approveNext, approve: onRows("approve"), reject: onRows("reject"), exclude,
  approve_above: asking(askConfidence), comment: asking(askComment, bead),
  merge: () => merge(1), merge_back: () => merge(-1), split, join,
  move_next: () => move("next"), move_back: () => move("previous"),
  cut: asking(askCut, () => bead(true)), edit: asking(askEdit, () => bead(true)),
  unlink: onRow("unlink"), link, swap: onRow("swap"), runner_up: onRow("runner_up"), restore,
  align_again: alignAgain, undo: () => perform("undo"), redo: () => perform("redo"),
  find: asking(askReplacement), search: asking(searchAll), export: asking(askExport),
  help: asking(async () => void (await dialogs.help())), close,
};

for (const [name, action] of Object.entries(actions)) commands.set(name, action);
