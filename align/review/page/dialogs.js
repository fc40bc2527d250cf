// Dialogs: each returns a promise of what the user wants (undefined: nothing, the user left it).

import { KEYS, lettersWork, letLettersWork, shown } from "./keys.js";
import { language, t } from "./strings.js";

/** An element: properties by name (what is no property is an attribute), then its children. */
export function el(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (name in element) element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

/** Text of a document: isolated, so that what turns its direction stays inside. */
export const textOf = (text, side, tag = "bdi") => el(tag, { lang: side, className: "text" }, text);

/**
 * Open a dialog of a title, some content and a button for what it does (`ok`, if any). Resolves to
 * `value()` when the button (or Enter) ends it, to undefined when it is left.
 */
export function open(title, content, { ok, value = () => true, name = "", ready } = {}) {
  const heading = el("h2", { id: "dialog-title" }, title.replace("…", ""));
  const leave = el("button", { type: "button", autofocus: !ok }, t(ok ? "cancel" : "close"));
  const buttons = el("menu", {}, ...(ok ? [el("button", { value: "ok" }, ok)] : []), leave);
  const form = el("form", { method: "dialog" }, heading, ...content, buttons);
  const dialog = el("dialog", { className: name, "aria-labelledby": "dialog-title" }, form);
  leave.onclick = () => dialog.close("");
  document.body.append(dialog);
  return new Promise((resolve) => {
    // what the form holds is read before it goes; native dialogs give the focus back themselves
    dialog.addEventListener("close", () => {
      const result = dialog.returnValue === "ok" ? value() : undefined;
      dialog.remove();
      resolve(result);
    });
    dialog.showModal();
    ready?.(dialog);
  });
}

/** A field with its label. */
export const field = (label, control) => el("label", {}, el("span", {}, label), control);

/** A choice of [value, text] pairs. */
export const choice = (pairs, props = {}) =>
  el("select", props, ...pairs.map(([value, text]) => el("option", { value }, text)));

/** A textarea that Enter leaves, but not while an input method composes. */
function area(value, props) {
  const element = el("textarea", { value, dir: "auto", ...props });
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    element.form.requestSubmit(element.form.querySelector("[value=ok]"));
  });
  return element;
}

/** All keys. */
export function help() {
  const letters = el("input", { type: "checkbox", checked: lettersWork() });
  letters.onchange = () => letLettersWork(letters.checked);
  const line = ([action]) => [
    el("dt", {}, ...shown(action).map((key) => el("kbd", {}, key))),
    el("dd", {}, t(`do.${action}`)),
  ];
  const groups = Object.entries(KEYS).map(([group, lines]) =>
    el("section", {}, el("h3", {}, t(`group.${group}`)), el("dl", {}, ...lines.flatMap(line))));
  const all = el("div", { className: "groups" }, ...groups);
  return open(t("do.help"), [all, field(t("help.keys"), letters)], { name: "help" });
}

/** Edit a text where it stands: `cell` is its element. */
export function edit(text, side, cell) {
  const label = t("edit.label");
  const input = area(text, { lang: side, "aria-label": label });
  const ready = (dialog) => {
    const box = cell?.getBoundingClientRect();
    if (box) {
      dialog.style.width = `${Math.max(box.width, 280)}px`;
      dialog.style.left = `${Math.max(0, Math.min(box.left, innerWidth - 280))}px`;
      dialog.style.top = `${Math.max(0, Math.min(box.top, innerHeight - dialog.offsetHeight))}px`;
    }
    input.setSelectionRange(0, 0);
  };
  return open(t("do.edit"), [input, el("small", {}, label)], {
    ok: t("save"), value: () => input.value, name: cell ? "in-place" : "", ready,
  });
}

/** A comment on a row. */
export function comment(text) {
  const note = area(text);
  return open(t("do.comment"), [field(t("comment.label"), note)], {
    ok: t("save"), value: () => note.value,
  });
}

/** A row to go to, from 0, of `count`. */
export function goTo(count) {
  const number = el("input", { type: "number", min: 1, max: count, required: true });
  const value = () => number.value - 1;
  return open(t("do.go"), [field(t("go.label", { n: count }), number)], { ok: t("ok"), value });
}

/** A confidence to approve above; `pending` are the confidences of the rows that are pending. */
export function approveAbove(pending) {
  const slider = el("input", { type: "range", min: 50, max: 100, value: 90 });
  const level = el("output");
  const count = el("output", { className: "how-many" });
  const show = () => {
    const above = pending.filter((confidence) => confidence >= slider.value / 100);
    const wrong = above.reduce((sum, confidence) => sum + 1 - confidence, 0);
    const shownWrong = wrong.toLocaleString(language, { maximumFractionDigits: wrong < 10 ? 1 : 0 });
    level.textContent = `${slider.value}%`;
    count.textContent = t("above.count", { n: above.length, wrong: shownWrong });
  };
  slider.oninput = show;
  show();
  return open(t("do.approve_above"), [field(t("above.label"), slider), level, count], {
    ok: t("do.approve"), value: () => slider.value / 100,
  });
}

/** One version of a row in a list of changes: its two sides, side by side. */
export const sides = (row) => el("div", { className: "sides" },
  textOf(row.en.join(" "), "en", "p"), textOf(row.zh.join(""), "zh", "p"));

/** What changed: [rows before, rows after], and `more`; resolves to the id of a row to go to. */
export function changes(title, pairs, more) {
  let chosen;
  const block = (name, rows) => (rows.length
    ? [el("h3", {}, t(`changes.${name}`)), ...rows.map(sides)] : []);
  const item = ([before, after]) => {
    const go = el("button", { value: "ok", className: "small", hidden: !after.length }, t("changes.go"));
    go.onclick = () => { chosen = after[0].id; };
    return el("li", {}, ...block("before", before), ...block("after", after), go);
  };
  const list = el("ol", { className: "changes" }, ...pairs.map(item));
  const rest = more ? [el("p", {}, t("changes.more", { n: more }))] : [];
  return open(title, [list, ...rest], { value: () => chosen, name: "wide" });
}

/** Where an index of the pieces' text (a line each) lies: [piece, offset in code points]. */
export function placeIn(pieces, index) {
  let piece = 0;
  while (piece < pieces.length - 1 && index > pieces[piece].length) {
    index -= pieces[piece].length + 1;
    piece += 1;
  }
  return [piece, [...pieces[piece].slice(0, index)].length];
}

/** The index of a place in the pieces' text. */
export function indexOf(pieces, [piece, offset]) {
  const before = pieces.slice(0, piece).reduce((sum, text) => sum + text.length + 1, 0);
  return before + [...(pieces[piece] ?? "")].slice(0, offset).join("").length;
}

/** Where a sentence is likely to be cut: nearest to its middle after a mark, or between words. */
function likelyCut(text) {
  const middle = text.length / 2;
  const after = (pattern) => [...text.matchAll(pattern)]
    .map((match) => match.index + match[0].length).filter((at) => at < text.length)
    .sort((a, b) => Math.abs(a - middle) - Math.abs(b - middle));
  const marks = after(/[,;:，；：。.!?！？、—]+["”’)）」』]*\s*/g);
  return marks[0] ?? after(/\s+/g)[0] ?? Math.round(middle);
}

/** A field whose caret can be moved, and whose text cannot be changed, by an input method neither. */
function caretField(side, pieces, moved) {
  const text = pieces.join("\n");
  const element = area(text, { lang: side, rows: 3, "aria-label": t(side) });
  element.addEventListener("beforeinput", (event) => event.preventDefault());
  element.addEventListener("input", () => { element.value = text; });
  for (const name of ["keyup", "pointerup", "select"]) element.addEventListener(name, moved);
  return element;
}

/**
 * Cut a sentence: a caret in either side. `propose(piece, offset)` promises the best place on the
 * other side, until the user moves that one. Resolves to the places on the two sides.
 */
export function cut(row, side, piece, propose) {
  const other = side === "en" ? "zh" : "en";
  const at = { en: 0, zh: 0 };
  const areas = {};
  const preview = el("div", { className: "cut-preview", "aria-live": "polite" });
  let own = false; // the user moved the place on the other side
  let turn = 0;
  const part = (...from) => el("div", { className: "sides" }, ...["en", "zh"].map((name) =>
    textOf(areas[name]?.value.slice(...from.map((where) => where && at[name])) ?? "", name, "p")));
  const show = () => preview.replaceChildren(
    el("h3", {}, t("cut.first")), part(0, 1), el("h3", {}, t("cut.second")), part(1));
  const suggest = async () => {
    turn += 1;
    const mine = turn;
    const place = await propose(...placeIn(row[side], at[side]));
    if (mine !== turn || own || !place) return;
    at[other] = Math.min(indexOf(row[other], place), areas[other].value.length);
    areas[other].setSelectionRange(at[other], at[other]);
    show();
  };
  const moved = (name) => {
    const { selectionStart } = areas[name];
    if (selectionStart === at[name]) return;
    at[name] = selectionStart;
    own ||= name === other;
    if (!own && areas[other]) suggest();
    show();
  };
  for (const name of ["en", "zh"]) {
    if (row[name].length) areas[name] = caretField(name, row[name], () => moved(name));
  }
  at[side] = indexOf(row[side], [piece, 0]) + likelyCut(row[side][piece]);
  const ready = () => {
    for (const [name, element] of Object.entries(areas)) element.setSelectionRange(at[name], at[name]);
    areas[side].focus();
    show();
    if (areas[other]) suggest();
  };
  const fields = el("div", { className: "sides" }, ...["en", "zh"].flatMap((name) => areas[name] ?? []));
  return open(t("do.cut"), [el("p", {}, t("cut.hint")), fields, preview], {
    ok: t("cut.do"), name: "wide", ready,
    value: () => ({
      [side]: placeIn(row[side], at[side]),
      [other]: own ? placeIn(row[other], at[other]) : null, // as proposed
    }),
  });
}

/** Export: `offer` has the formats and the folder, `write(choices)` promises a summary. */
export async function exporting(offer, write, openFolder) {
  const controls = {
    document: choice([["this", t("export.this")], ["all", t("export.all")]]),
    format: choice(offer.formats.map(([id, name]) =>
      [id, id === "memory" ? t("export.memory", { name }) : name])),
    which: choice([["every", t("export.every")], ["approved", t("export.approved")],
      ["above", t("export.above")]]),
  };
  const level = el("input", { type: "number", min: 0, max: 100, value: 80, "aria-label": "%" });
  level.hidden = true;
  controls.format.onchange = () => { // the memory itself has all that was decided
    for (const other of [controls.document, controls.which]) {
      other.disabled = controls.format.value === "memory";
    }
  };
  controls.format.onchange();
  controls.which.onchange = () => { level.hidden = controls.which.value !== "above"; };
  const fields = Object.entries(controls).map(([name, control]) => field(t(`export.${name}`), control));
  const folder = el("p", {}, `${t("export.folder")}: `, el("bdi", {}, offer.folder));
  const value = () => ({
    all: controls.document.value === "all", format: controls.format.value,
    approved: controls.which.value === "approved",
    confidence: controls.which.value === "above" ? level.value / 100 : 0,
  });
  const choices = await open(t("do.export"), [...fields, level, folder], { ok: t("export.do"), value });
  if (!choices) return undefined;
  const summary = await write(choices);
  const done = t("export.done", { n: summary.written, file: summary.file });
  const out = summary.left_out.map(([reason, n]) => el("li", {}, t("export.out", { n, reason })));
  const show = el("button", { type: "button" }, t("export.open"));
  show.onclick = openFolder;
  await open(t("do.export"), [el("p", {}, done), el("ul", {}, ...out), show]);
  return done;
}
