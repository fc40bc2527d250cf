// Word links: the counterparts of the word under the mouse or the cursor light up, telling words
// without one are underlined. Painted by the browser's highlights: the texts stay as they are.

import { get } from "./api.js";
import { range } from "./list.js";
import { store } from "./store.js";
import { t } from "./strings.js";

const OTHER = { en: "zh", zh: "en" };
const known = new Map(); // row → [version, promise of its links]
const word = { row: null, side: "en", at: -1 }; // the word that the cursor is on

/** The links of a row, as it stands now. */
function linksOf(id) {
  const row = store.rows.get(id);
  if (known.get(id)?.[0] !== row) {
    // a row that is gone by then has none
    const links = get("links", { row: id }).then((found) => (found.links ? found : null), () => null);
    known.set(id, [row, links]);
    if (known.size > 200) known.delete(known.keys().next().value);
  }
  return known.get(id)[1];
}

/** Paint spans ([side, [piece, start, end]]) of a row. */
function paint(name, id, spans) {
  if (!globalThis.CSS?.highlights) return;
  const ranges = spans.map(([side, [piece, ...span]]) => range(id, side, piece, ...span));
  CSS.highlights.set(name, new Highlight(...ranges.filter(Boolean)));
}

/** The counterparts of a word: numbers of words of the other side. */
const counterparts = (links, side, at) =>
  links.links.filter((link) => link[side === "en" ? 0 : 1] === at)
    .map((link) => link[side === "en" ? 1 : 0]);

function light(id, links, side, at) {
  const others = counterparts(links, side, at).map((n) => [OTHER[side], links[OTHER[side]][n]]);
  paint("link-on", id, at < 0 ? [] : [[side, links[side][at]], ...others]);
}

/** Underline what has no counterpart in the current row. */
async function underline() {
  const { id } = store.cursor;
  const links = id && store.rows.has(id) && (await linksOf(id));
  if (!links || id !== store.cursor.id) return;
  const alone = ["en", "zh"].flatMap((side) => links[`alone_${side}`].map((span) => [side, span]));
  paint("link-alone", id, alone);
}

/** The place in the text under the mouse. */
function caretAt(event) {
  const { clientX: x, clientY: y } = event;
  const caret = document.caretPositionFromPoint?.(x, y);
  if (caret) return [caret.offsetNode, caret.offset];
  const range = document.caretRangeFromPoint?.(x, y);
  return range ? [range.startContainer, range.startOffset] : [];
}

async function hover(event) {
  const sentence = event.target.closest?.("[data-piece]");
  if (!sentence) return;
  const [node, offset] = caretAt(event);
  const id = sentence.closest("[data-row]")?.dataset.row;
  if (!id || !sentence.contains(node) || !store.rows.has(id)) return;
  const side = sentence.closest("[data-side]").dataset.side;
  const before = document.createRange();
  before.setStart(sentence, 0);
  before.setEnd(node, offset);
  const place = [...before.toString()].length;
  const links = await linksOf(id);
  if (!links) return;
  const at = links[side].findIndex(([piece, start, end]) =>
    piece === Number(sentence.dataset.piece) && start <= place && place < end);
  light(id, links, side, at);
}

/** The text of a word. */
const read = (row, side, [piece, start, end]) => [...row[side][piece]].slice(start, end).join("");

/** Move the cursor by words within its side; the word and its counterparts are said. */
export async function stepWord(by) {
  const { id, side, piece, row } = store.current();
  const links = row && (await linksOf(id));
  if (!links?.[side].length) return;
  const fresh = word.row !== id || word.side !== side;
  if (fresh) word.at = links[side].findIndex(([at]) => at >= piece) - (by > 0 ? 1 : 0);
  const at = Math.max(0, Math.min(links[side].length - 1, word.at + by));
  Object.assign(word, { row: id, side, at });
  light(id, links, side, at);
  const others = counterparts(links, side, at)
    .map((n) => read(row, OTHER[side], links[OTHER[side]][n])).join(" / ");
  store.say(t("links.pair",
    { word: read(row, side, links[side][at]), others: others || t("links.none") }));
}

/** Follow the cursor and the mouse. */
export function startLinks() {
  let frame;
  let timer;
  store.on("cursor rows", () => {
    if (word.row && word.row !== store.cursor.id) {
      word.row = null;
      paint("link-on", null, []);
    }
    clearTimeout(timer); // not for each row that somebody passes
    timer = setTimeout(underline, 100);
  });
  document.addEventListener("pointermove", (event) => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(() => hover(event));
  });
}
