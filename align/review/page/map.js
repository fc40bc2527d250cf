// The whole document as a thin strip at the edge: a stripe a bead, lines for crossings, a box for the
// window. Beads that share a pixel share its width: what needs a look stands first, and is always seen.

import { inWindow, scrollBy, scrollTo } from "./list.js";
import { level } from "./row.js";
import { store } from "./store.js";
import { t } from "./strings.js";

/** Level → how wide its stripes are: what needs a look is wider, too. */
const WIDE = {
  poor: 1, doubtful: 0.8, good: 0.6, sure: 0.5, out: 0.5, decided: 0.5, aside: 0.25,
};
const LEVELS = Object.keys(WIDE);
const map = document.getElementById("map");
const canvas = map.querySelector("canvas");
const box = map.querySelector(".box");
let pending = 0;

const y = (place) => (place / Math.max(1, store.outline.length)) * map.clientHeight;

function colours() {
  const style = getComputedStyle(map);
  const names = [...LEVELS, "crossing", "finding"];
  return Object.fromEntries(names.map((name) => [name, style.getPropertyValue(`--${name}`)]));
}

/** How many beads of each level share a line of pixels, and whether one has a finding, is shown. */
function stripes(height) {
  const lines = Array.from({ length: height }, () => (
    { counts: new Uint32Array(LEVELS.length), all: 0, finding: false, shown: false }
  ));
  const { length } = store.outline;
  store.outline.forEach((entry, place) => {
    const rank = LEVELS.indexOf(level(entry));
    const from = Math.floor((place / length) * height);
    const to = Math.max(from + 1, Math.floor(((place + 1) / length) * height));
    for (let at = from; at < to && at < height; at += 1) {
      const line = lines[at];
      line.counts[rank] += 1;
      line.all += 1;
      line.finding ||= entry[3].includes("f");
      line.shown ||= !store.members || store.members.has(entry[0]);
    }
  });
  return lines;
}

function paint() {
  pending = 0;
  const [width, height] = [map.clientWidth, map.clientHeight];
  const scale = window.devicePixelRatio;
  canvas.width = width * scale;
  canvas.height = height * scale;
  const pen = canvas.getContext("2d");
  const colour = colours();
  pen.scale(scale, scale);
  stripes(height).forEach(({ counts, all, finding, shown }, line) => {
    let left = 4;
    pen.globalAlpha = shown ? 1 : 0.2;
    counts.forEach((count, rank) => {
      const share = (count / all) * WIDE[LEVELS[rank]] * (width - 12);
      pen.fillStyle = colour[LEVELS[rank]];
      const part = count && rank < 2 ? Math.max(2, share) : share;
      pen.fillRect(left, line, part || 0, 1);
      left += part || 0;
    });
    pen.fillStyle = colour.finding;
    if (finding) pen.fillRect(width - 5, line, 3, 1);
  });
  const crossed = width > 30 ? crossings() : [];
  pen.globalAlpha = crossed.length > 50 ? 0.35 : 0.9;
  pen.strokeStyle = colour.crossing;
  pen.beginPath();
  for (const [from, to] of crossed) {
    pen.moveTo(4, y(from + 0.5));
    pen.lineTo(width - 8, y(to + 0.5));
  }
  pen.stroke();
  move();
  canvas.setAttribute("aria-label", t("map", { n: store.summary.doubtful ?? 0 }));
}

/** Where beads that cross stand, and where their Chinese side belongs: pairs of places. */
function crossings() {
  const beads = store.outline.map((entry, place) => ({ place, first: entry[7], flags: entry[3] }))
    .filter(({ first, flags }) => first !== null && first >= 0 && !flags.includes("s"))
    .sort((one, other) => one.first - other.first);
  const pairs = [];
  let belongs = 0;
  for (const { place, flags } of beads) {
    if (flags.includes("c")) pairs.push([place, belongs]);
    else belongs = place + 1;
  }
  return pairs;
}

function move() {
  const [first, last] = inWindow();
  const [from, to] = [y(store.at(first)), y(store.at(last) + 1)];
  box.hidden = first === undefined;
  box.style.transform = `translateY(${Math.max(0, from - 1)}px)`;
  box.style.height = `${Math.max(6, to - from + 2)}px`;
}

/** Go to the row at a height of the map: the nearest one that is shown. */
function go(event) {
  const part = (event.clientY - map.getBoundingClientRect().top) / map.clientHeight;
  const place = Math.min(store.outline.length - 1, Math.max(0, Math.floor(part * store.outline.length)));
  const id = store.view.find((one) => store.at(one) >= place) ?? store.view.at(-1);
  if (id === undefined) return;
  if (event.type === "pointerup") store.setCursor({ id });
  else scrollTo(id);
}

export function startMap() {
  map.addEventListener("pointerdown", (event) => {
    map.setPointerCapture(event.pointerId);
    event.preventDefault();
    go(event);
  });
  map.addEventListener("pointermove", (event) => event.buttons && go(event));
  map.addEventListener("pointerup", go);
  map.addEventListener("wheel", ({ deltaY }) => scrollBy(deltaY), { passive: true });
  const later = () => (pending ||= setTimeout(paint, 50)); // after what the user waits for
  new ResizeObserver(later).observe(map);
  store.on("outline view theme", later);
  store.on("drawn", move);
}
