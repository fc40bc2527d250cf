// Dialogs, whose forms stand in review.html: each promises what the user wants, or undefined.

import { KEYS, lettersWork, letLettersWork, shown } from "./keys.js";
import { language, t, translate } from "./strings.js";

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

/** A text of a document, isolated: what turns its direction stays inside. */
export const textOf = (text, side, tag = "p") =>
  el(tag, { lang: side, className: "text", dir: "auto" }, text);

/** Enter leaves a textarea, but not while an input method composes. */
function endByEnter(event) {
  const composes = event.isComposing || event.keyCode === 229;
  const { form, tagName } = event.target;
  if (tagName !== "TEXTAREA" || event.key !== "Enter" || event.shiftKey || composes) return;
  event.preventDefault();
  form.requestSubmit(form.querySelector("[value=ok]"));
}

/** Open a dialog and `fill` it; promises the values of its form, and the value of the button. */
export function open(name, fill = () => {}) {
  const { content } = document.getElementById(`dialog-${name}`);
  const dialog = content.firstElementChild.cloneNode(true);
  const form = dialog.firstElementChild;
  const heading = dialog.querySelector("h2");
  translate(dialog);
  heading.textContent = heading.textContent.replace("…", "");
  heading.id = "dialog-title";
  dialog.setAttribute("aria-labelledby", heading.id);
  form.addEventListener("keydown", endByEnter);
  document.body.append(dialog);
  dialog.showModal();
  fill(dialog, form.elements);
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      const values = { ...Object.fromEntries(new FormData(form)), button: dialog.returnValue };
      dialog.remove();
      resolve(values.button ? values : undefined);
    });
  });
}

/** All keys. */
export const help = () => open("help", (dialog, { letters }) => {
  const line = ([action]) => [
    el("dt", {}, ...shown(action).map((key) => el("kbd", {}, key))),
    el("dd", {}, t(`do.${action}`)),
  ];
  dialog.querySelector(".groups").append(...Object.entries(KEYS).map(([group, lines]) =>
    el("section", {}, el("h3", {}, t(`group.${group}`)), el("dl", {}, ...lines.flatMap(line)))));
  letters.checked = lettersWork();
  letters.onchange = () => letLettersWork(letters.checked);
});

/** Edit a text where it stands: `cell` is its element. */
export const edit = (text, side, cell) => open("edit", (dialog, { text: area }) => {
  const { left, top, width } = cell.getBoundingClientRect();
  dialog.style.width = `${Math.max(width, 280)}px`;
  dialog.style.left = `${Math.max(0, Math.min(left, innerWidth - 280))}px`;
  dialog.style.top = `${Math.max(0, Math.min(top, innerHeight - dialog.offsetHeight))}px`;
  Object.assign(area, { value: text, lang: side });
  area.setSelectionRange(0, 0);
});

/** A percentage to approve above; `pending` are the confidences of the rows that are pending. */
export const approveAbove = (pending) => open("above", (dialog, { percent }) => {
  const [level, count] = dialog.querySelectorAll("output");
  const show = () => {
    const above = pending.filter((confidence) => confidence >= percent.value / 100);
    const wrong = above.reduce((sum, confidence) => sum + 1 - confidence, 0);
    const digits = { maximumFractionDigits: wrong < 10 ? 1 : 0 };
    level.textContent = `${percent.value}%`;
    count.textContent = t("above.count",
      { n: above.length, wrong: wrong.toLocaleString(language, digits) });
  };
  percent.oninput = show;
  show();
});

/** What changed: [rows before, rows after], and how many `more`; the button is a row to go to. */
export const changes = (title, pairs, more) => open("changes", (dialog) => {
  const sides = ({ en, zh }) => el("div", { className: "sides" },
    textOf(en.join(" "), "en"), textOf(zh.join(""), "zh"));
  const block = (name, rows) => (rows.length
    ? [el("h3", {}, t(`changes.${name}`)), ...rows.map(sides)] : []);
  const go = ([row]) => (row
    ? [el("button", { value: row.id, className: "small" }, t("changes.go"))] : []);
  dialog.querySelector("h2").textContent = title;
  dialog.querySelector(".changes").append(...pairs.map(([before, after]) =>
    el("li", {}, ...block("before", before), ...block("after", after), ...go(after))));
  if (more) dialog.querySelector(".more").textContent = t("changes.more", { n: more });
});

/** Where an index of the pieces' text (a line each) lies: [piece, offset in code points]. */
function placeIn(pieces, index) {
  let piece = 0;
  while (piece < pieces.length - 1 && index > pieces[piece].length) {
    index -= pieces[piece].length + 1;
    piece += 1;
  }
  return [piece, [...pieces[piece].slice(0, index)].length];
}

/** The index of a place in the pieces' text. */
function indexOf(pieces, [piece, offset]) {
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

/**
 * Cut a sentence: a caret in either side. `propose(piece, offset)` promises the best place on the
 * other side, until the user moves that one. Promises the places on both sides; null: as proposed.
 */
export async function cut(row, side, piece, propose) {
  const other = side === "en" ? "zh" : "en";
  const start = indexOf(row[side], [piece, 0]) + likelyCut(row[side][piece]);
  const at = { [side]: start, [other]: 0 };
  let own = !row[other].length; // whether the user moved the place on the other side
  let turn = 0;
  const done = await open("cut", (dialog, areas) => {
    const parts = dialog.querySelectorAll(".cut-preview p");
    const show = () => ["en", "zh"].forEach((name, n) => {
      parts[n].textContent = areas[name].value.slice(0, at[name]);
      parts[n + 2].textContent = areas[name].value.slice(at[name]);
    });
    const suggest = async () => {
      turn += 1;
      const mine = turn;
      const place = await propose(...placeIn(row[side], at[side]));
      if (mine !== turn || own || !place) return;
      at[other] = Math.min(indexOf(row[other], place), areas[other].value.length);
      areas[other].setSelectionRange(at[other], at[other]);
      show();
    };
    for (const name of ["en", "zh"]) {
      const area = areas[name];
      const text = row[name].join("\n");
      Object.assign(area, { value: text, disabled: !text });
      area.onbeforeinput = (event) => event.preventDefault();
      area.oninput = () => { area.value = text; }; // an input method writes all the same
      area.onkeyup = area.onpointerup = area.onselect = () => {
        if (area.selectionStart === at[name]) return;
        at[name] = area.selectionStart;
        own ||= name === other;
        show();
        if (!own) suggest();
      };
    }
    areas[side].focus();
    areas[side].setSelectionRange(start, start);
    show();
    if (!own) suggest();
  });
  const place = (name) => (row[name].length ? placeIn(row[name], at[name]) : null);
  return done && { [side]: place(side), [other]: own ? place(other) : null };
}

/** Export: `offer` has the formats and the folder, `write(choices)` promises a summary. */
export async function exporting(offer, write, openFolder) {
  const chosen = await open("export", (dialog, { format, document: scope, which, percent }) => {
    format.append(...offer.formats.map(([value, name]) =>
      el("option", { value }, value === "memory" ? t("export.memory", { name }) : `${value} · ${name}`)));
    dialog.onchange = () => {
      scope.disabled = which.disabled = format.value === "memory"; // it has all that was decided
      dialog.querySelector(".folder").textContent = which.disabled ? offer.home : offer.folder;
      percent.parentElement.hidden = which.disabled || which.value !== "above";
    };
    dialog.onchange();
  });
  if (!chosen) return;
  const { format, document: scope, which, percent } = chosen;
  const made = await write({
    all: scope === "all", format, approved: which === "approved",
    confidence: which === "above" ? percent / 100 : 0,
  });
  const done = await open("exported", (dialog) => {
    dialog.querySelector(".done").textContent =
      t("export.done", { n: made.written, file: made.file });
    dialog.querySelector(".left-out").append(...made.left_out.map(([reason, n]) =>
      el("li", {}, t("export.out", { n, reason }))));
  });
  if (done) await openFolder(format);
}
