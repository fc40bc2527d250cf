// The rows. Only those near the window are in the document, however many there are: heights are
// guessed from the lengths of the texts and corrected when a row was drawn, and what the user looks
// at stays where it is meanwhile.

import { fetchRows } from "./api.js";
import { buildRow, heights, paintRow, textLength } from "./row.js";
import { store } from "./store.js";

const MARGIN = 500; // pixels that are drawn above and below the window
const scroller = document.getElementById("scroller");
const grid = document.getElementById("rows");

let ids = []; // the rows as laid out
let tops = new Float64Array(1); // where each begins, and where the last ends
let index = new Map(); // id → place in `ids`
let width = 0;
let pending = 0;
const measured = new Map(); // id → height of a row that was drawn
const drawn = new Map(); // id → element
const resized = new ResizeObserver(() => scheduleDraw());

/** Called with (row, element) each time a row is drawn: what other modules add to it. */
export const decorators = [];

export const rowElement = (id) => drawn.get(id) ?? null;

/** The element of a sentence, if it is drawn. */
export function sentence(id, side, piece) {
  return rowElement(id)?.querySelector(`[data-side="${side}"] [data-piece="${piece}"]`) ?? null;
}

/** A stretch of a sentence (code points) for CSS.highlights, or null. */
export function range(id, side, piece, ...stretch) {
  const element = sentence(id, side, piece);
  const text = store.rows.get(id)?.[side][piece] ?? "";
  const units = stretch.map((point) => [...text].slice(0, point).join("").length);
  const result = document.createRange();
  const walker = element && document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  for (let node = walker?.nextNode(), from = 0; node; node = walker.nextNode()) {
    const [start, end] = units.map((unit) => unit - from);
    if (start >= 0 && start < node.length) result.setStart(node, start);
    if (end > 0 && end <= node.length) {
      result.setEnd(node, end);
      return result;
    }
    from += node.length;
  }
  return null;
}

/** Bring a row into the window; in the middle of it if it is far away. */
export function scrollTo(id) {
  const at = index.get(id);
  if (at === undefined) return;
  for (let turn = 0; turn < 3; turn += 1) {
    const [top, bottom] = [tops[at], tops[at + 1]];
    const [from, size] = [scroller.scrollTop, scroller.clientHeight];
    const room = Math.min(72, Math.max(0, (size - (bottom - top)) / 2));
    let to = from;
    if (bottom < from - size || top > from + 2 * size) to = top - size / 3;
    else if (top - room < from) to = top - room;
    else if (bottom + room > from + size) to = Math.min(top - room, bottom + room - size);
    if (Math.abs(to - from) > 1) scroller.scrollTop = to;
    draw();
  }
}

/** The rows in the window: [first id, last id]. */
export function inWindow() {
  const { scrollTop, clientHeight } = scroller;
  return [ids[placeOf(scrollTop + 1)], ids[placeOf(scrollTop + clientHeight - 1)]];
}

// ---- where rows are

function placeOf(y) {
  let [low, high] = [0, Math.max(0, ids.length - 1)];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (tops[middle] <= y) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Lay out what is to be seen; the current row, or the first in the window, stays where it is. */
function layout(view = ids) {
  const { scrollTop, clientHeight } = scroller;
  const first = placeOf(scrollTop);
  const seen = [store.cursor.id, ...ids.slice(first, placeOf(scrollTop + clientHeight) + 1)];
  const held = seen.map((id) => [id, tops[index.get(id)] - scrollTop])
    .filter(([, y]) => y > -clientHeight && y < clientHeight);
  if (view !== ids) index = store.viewed;
  ids = view;
  tops = new Float64Array(ids.length + 1);
  const guess = heights(width);
  ids.forEach((id, at) => {
    tops[at + 1] = tops[at] + (measured.get(id) ?? guess(store.entry(id)));
  });
  const [id, y] = held.find(([one]) => index.has(one)) ?? [];
  grid.style.height = `${tops[ids.length]}px`;
  if (id !== undefined && scrollTop > 0) scroller.scrollTop = tops[index.get(id)] - y;
}

// ---- drawing

function scheduleDraw() {
  pending ||= requestAnimationFrame(draw);
}

function draw() {
  cancelAnimationFrame(pending);
  pending = 0;
  for (let turn = 0; turn < 3; turn += 1) {
    const top = scroller.scrollTop;
    const from = placeOf(top - MARGIN);
    const to = ids.length ? placeOf(top + scroller.clientHeight + MARGIN) + 1 : 0;
    place(ids.slice(from, to), from);
    if (!measure()) break;
    layout();
  }
  const unknown = [...drawn.keys()].filter((id) => !store.knows(id));
  if (unknown.length) fetchRows(unknown).catch(() => {});
  store.emit("drawn");
}

/** Put these rows, and no others, into the document, in their order. */
function place(wanted, from) {
  const keep = new Set(wanted);
  for (const [id, element] of drawn) if (!keep.has(id)) discard(id, element);
  let next = grid.firstElementChild;
  wanted.forEach((id, i) => {
    const element = drawn.get(id) ?? create(id);
    if (element === next) next = next.nextElementSibling;
    else grid.insertBefore(element, next);
    element.style.transform = `translateY(${tops[from + i]}px)`;
    element.setAttribute("aria-rowindex", from + i + 1);
    const before = ids[from + i - 1];
    element.classList.toggle("gap", before !== undefined && store.at(id) - store.at(before) > 1);
  });
}

function create(id) {
  const element = buildRow(id);
  drawn.set(id, element);
  fill(id, element);
  resized.observe(element);
  return element;
}

function fill(id, element, always) {
  const row = store.rows.get(id);
  if (!paintRow(element, row, store.entry(id), store.at(id), always)) return;
  paintCursor(id, element);
  if (row) for (const decorate of decorators) decorate(row, element);
}

/** Draw again what is drawn: decorators have something new to say. */
export function repaint() {
  for (const [id, element] of drawn) fill(id, element, true);
  draw();
  focusCursor();
}

function discard(id, element) {
  if (element.contains(document.activeElement)) scroller.focus({ preventScroll: true });
  resized.unobserve(element);
  element.remove();
  drawn.delete(id);
}

/** True if a row turned out to be of another height than it was laid out with. */
function measure() {
  let changed = false;
  for (const [id, element] of drawn) {
    const height = element.getBoundingClientRect().height;
    if (!store.rows.has(id) || Math.abs((measured.get(id) ?? -1) - height) < 0.5) continue;
    measured.set(id, height);
    changed = true;
  }
  return changed;
}

// ---- the cursor

function paintCursor(id, element) {
  const { cursor, mark } = store;
  const here = id === cursor.id;
  const chosen = store.anchor !== null && store.chosen().includes(id);
  element.classList.toggle("current", here);
  element.classList.toggle("chosen", chosen);
  element.classList.toggle("marked", id === mark);
  element.setAttribute("aria-selected", here || chosen);
  if (here) element.setAttribute("aria-current", "true");
  else element.removeAttribute("aria-current");
  for (const one of element.querySelectorAll(".sentence")) {
    const { side } = one.parentElement.dataset;
    const now = here && side === cursor.side && Number(one.dataset.piece) === cursor.piece;
    one.classList.toggle("now", now);
    one.tabIndex = now ? 0 : -1;
  }
  for (const button of element.querySelectorAll("button")) button.tabIndex = here ? 0 : -1;
}

/** The focus goes with the cursor, unless the user is typing or choosing elsewhere. */
function focusCursor() {
  const active = document.activeElement;
  const free = !active || active === document.body || scroller.contains(active);
  if (!free || active?.matches("input, textarea, select, [contenteditable]")) return;
  const { id, side, piece } = store.cursor;
  const target = sentence(id, side, piece) ?? rowElement(id);
  if (target && target !== active && getSelection().isCollapsed) target.focus({ preventScroll: true });
}

let last = null;
function showCursor() {
  if (store.cursor.id !== last) scrollTo(store.cursor.id);
  last = store.cursor.id;
  for (const [id, element] of drawn) paintCursor(id, element);
  focusCursor();
}

function onPointer(event) {
  const element = event.target.closest(".row");
  if (!element || event.target.closest("textarea, input")) return;
  const { row: id } = element.dataset;
  const { piece = 0 } = event.target.closest(".sentence")?.dataset ?? {};
  const { side } = event.target.closest("[data-side]")?.dataset ?? {};
  const anchor = event.shiftKey ? store.anchor ?? store.cursor.id : null;
  store.setCursor({ id, side, piece: Number(piece) }, anchor);
  if (event.target.closest(".gap-button")) {
    const at = store.at(id);
    store.reveal(store.outline.slice(Math.max(0, at - 10), at).map(([one]) => one));
  }
}

export function startList() {
  width = scroller.clientWidth;
  scroller.addEventListener("scroll", scheduleDraw, { passive: true });
  grid.addEventListener("click", onPointer, { capture: true });
  new ResizeObserver(() => {
    if (scroller.clientWidth !== width) {
      width = scroller.clientWidth;
      measured.clear();
      layout();
    }
    draw();
  }).observe(scroller);
  store.on("view", () => {
    layout(store.view);
    grid.setAttribute("aria-rowcount", ids.length);
    draw();
  });
  store.on("rows", (changed) => {
    for (const id of changed) {
      const element = drawn.get(id);
      if (element) fill(id, element);
      else measured.delete(id);
    }
    draw();
  });
  store.on("outline", () => {
    for (const [id, element] of drawn) fill(id, element);
  });
  store.on("acting", (acted) => {
    for (const [id, element] of drawn) element.classList.toggle("acting", acted.includes(id));
  });
  store.on("changed", ({ rows = [] }) => {
    for (const element of drawn.values()) element.classList.remove("acting", "fresh");
    for (const { id } of rows) drawn.get(id)?.classList.add("fresh");
  });
  store.on("cursor", showCursor);
}
