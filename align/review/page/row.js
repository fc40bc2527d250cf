// One row: both sides sentence by sentence, how sure the aligner is, what was decided, what it is.

import { labelButtons } from "./keys.js";
import { store } from "./store.js";
import { has, t } from "./strings.js";

const LONGEST = 5000; // code points of a sentence that are shown until the user asks for all
// Characters that are not seen, or turn the direction of what follows.
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|(?<!\p{Emoji}\ufe0f?)\u200d/gu;
const opened = new Set(); // sentences shown in full: `id side piece`

/** An element with a class, a text and attributes. */
export function make(tag, className = "", text = "", attributes = {}) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text) element.textContent = text;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

/** One of the icons of review.html. */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  return svg;
}

/** Code points of a text. */
export const textLength = (text) => [...text].length;

/** How sure the aligner is: poor, doubtful, good, sure; or decided, out (by a person), aside. */
export function level([, , confidence, flags]) {
  if (flags.includes("s")) return "aside";
  if (flags.includes("d")) return /[wx]/.test(flags) ? "out" : "decided";
  if (confidence < store.doubt) return confidence < 0.5 ? "poor" : "doubtful";
  return confidence < 0.95 ? "good" : "sure";
}

/** A function that says about how high a row is, in pixels, in a list of this width. */
export function heights(width) {
  const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
  const narrow = innerWidth < 48 * rem;
  const column = Math.min(46 * rem, narrow ? width - 2 * rem : (width - 18 * rem) / 2);
  const lines = (length, em) => Math.max(1, Math.ceil((Math.min(length, LONGEST) * em * rem) / column));
  return (entry) => {
    const [en, zh] = [lines(entry[4], 0.48), lines(entry[5], 1.05)];
    return (narrow ? en + zh + 1.5 : Math.max(en, zh)) * 1.57 * rem + 1.25 * rem;
  };
}

export function buildRow(id) {
  const row = make("div", "row", "", { role: "row", "data-row": id, tabindex: "-1" });
  const head = make("div", "head", "", { role: "rowheader" });
  const state = make("div", "state", "", { role: "gridcell" });
  const cards = make("div", "cards", "", { role: "gridcell" });
  row.append(head, side("en"), side("zh"), state, cards);
  return row;
}

const side = (name) => make("div", "side", "", { "data-side": name, lang: name, role: "none" });

/** Show what is known of a row; without its texts, a quiet placeholder. False: it is shown already. */
export function paintRow(element, row, entry, at, always = false) {
  const [head, en, zh, state, cards] = element.children;
  const number = (at + 1).toLocaleString();
  const same = !always && element.row === row && `${element.entry}` === `${entry}`;
  if (same) {
    head.querySelector(".number").textContent = number;
    return false;
  }
  const kind = level(entry);
  const written = row && element.row === row; // texts stay: highlights and the focus are in them
  Object.assign(element, { row, entry });
  element.dataset.level = kind;
  element.dataset.flags = entry[3];
  head.replaceChildren(...headOf(entry, number, kind, row));
  for (const [cell, length] of written ? [] : [[en, entry[4]], [zh, entry[5]]]) {
    if (row) cell.replaceChildren(...sentences(row, cell.dataset.side));
    else cell.replaceChildren(make("p", length ? "ghost" : "none"));
  }
  state.replaceChildren(...(row ? stateOf(row, entry) : []));
  labelButtons(state);
  cards.replaceChildren(...(row?.note ? [noteOf(row.note)] : []));
  return true;
}

function headOf(entry, place, kind, row) {
  const percent = Math.min(99, Math.floor(entry[2] * 100)); // only what a person decided is certain
  const gap = make("button", "gap-button", "⋯", { type: "button", title: t("gap") });
  const number = make("span", "number", place, { title: row?.place.join(" · ") ?? "" });
  const sure = make("span", "sure", "", { role: "img", "aria-label": t(`level.${kind}`) });
  sure.style.setProperty("--share", entry[2]);
  const label = t("confidence", { percent });
  return [gap, number, sure, ...(/[ds]/.test(entry[3]) ? []
    : [make("span", "percent", `${percent}`, { role: "img", title: label, "aria-label": label })])];
}

const reason = (name) => (has(`reason.${name}`) ? t(`reason.${name}`) : name);

function sentences(row, name) {
  if (!row[name].length) {
    if (row.aside) return [chip("aside", reason(row.aside), "aside", { role: "gridcell" })];
    return [make("p", "none", t("none"), { role: "gridcell" })];
  }
  return row[name].map((text, piece) => {
    const key = `${row.id} ${name} ${piece}`;
    const element = make("p", "sentence", "", {
      role: "gridcell", "data-piece": piece, tabindex: "-1", dir: "auto",
    });
    const whole = text.length <= LONGEST || opened.has(key);
    write(element, whole ? text : [...text.slice(0, 2 * LONGEST)].slice(0, LONGEST).join(""));
    if (!whole) {
      const more = make("button", "more", t("show_all", { n: textLength(text) }), { type: "button" });
      more.addEventListener("click", () => {
        opened.add(key);
        element.replaceChildren();
        write(element, text);
      });
      element.append(more);
    }
    return element;
  });
}

/** A text as it is; what cannot be seen in it is marked, and turns nothing around. */
export function write(element, text) {
  let from = 0;
  for (const { 0: character, index } of text.matchAll(UNSEEN)) {
    if (index > from) element.append(text.slice(from, index));
    const code = character.codePointAt(0).toString(16).toUpperCase().padStart(4, "0");
    element.append(make("bdi", "mark", character, { "data-code": code }));
    from = index + character.length;
  }
  if (from < text.length) element.append(text.slice(from));
}

function chip(name, text, iconName, attributes = {}) {
  const element = make("span", `chip chip-${name}`, "", { dir: "auto", ...attributes });
  if (iconName) element.append(icon(iconName));
  element.append(text);
  return element;
}

function button(action, text, iconName, className = "") {
  const element = make("button", className, "", { type: "button", "data-action": action });
  if (iconName) element.append(icon(iconName));
  element.append(make("span", "", text));
  return element;
}

function stateOf(row, entry) {
  const flags = entry[3];
  if (row.aside) return [button("restore", t("restore"), "restore", "small")];
  const approve = button("approve", t("do.approve"), "check", "approve");
  approve.setAttribute("aria-pressed", flags.includes("a"));
  return [
    approve,
    row.status && !flags.includes("a") && statusOf(row),
    flags.includes("c") && chip("crossing", t("crossing"), "crossing"),
    flags.includes("p") && chip("part", t("part"), "part"),
    row.rival && !flags.includes("d")
      && button("runner_up", t("rival"), "runner_up", "small quiet rival"),
  ].filter(Boolean);
}

function statusOf({ status }) {
  const known = ["wrong", "excluded"].includes(status);
  return chip(known ? status : "status", known ? t(`status.${status}`) : status, known && status);
}

function noteOf(text) {
  const note = make("p", "note", "", { dir: "auto" });
  note.append(icon("comment"));
  write(note, text);
  return note;
}
