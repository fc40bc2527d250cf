// The whole document as a thin strip at the edge: a stripe a bead, lines for crossings, a box for the
// window. Where several beads share a pixel, the one that most needs a look is seen.

import { inWindow, scrollTo } from "./list.js";
import { level } from "./row.js";
import { store } from "./store.js";
import { t } from "./strings.js";

const ORDER = ["decided", "aside", "sure", "good", "out", "doubtful", "poor"]; // the last one wins
const map = document.getElementById("map");
const canvas = map.querySelector("canvas");
const box = map.querySelector(".box");
let pending = 0;

const y = (place) => (place / Math.max(1, store.outline.length)) * map.clientHeight;

function colours() {
  const style = getComputedStyle(map);
  return (name) => style.getPropertyValue(`--${name}`);
}

/** What most needs a look in each pixel: [class, width in percent, finding, shown]. */
function stripes(height) {
  const pixels = Array.from({ length: height }, () => ({ rank: -1, finding: false, shown: false }));
  const { length } = store.outline;
  store.outline.forEach((entry, place) => {
    const rank = ORDER.indexOf(level(entry));
    const from = Math.floor((place / length) * height);
    const to = Math.max(from + 1, Math.floor(((place + 1) / length) * height));
    for (let line = from; line < Math.min(to, height); line += 1) {
      const pixel = pixels[line];
      pixel.rank = Math.max(pixel.rank, rank);
      pixel.finding ||= entry[3].includes("f");
      pixel.shown ||= !store.members || store.members.has(entry[0]);
    }
  });
  return pixels;
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
  stripes(height).forEach(({ rank, finding, shown }, line) => {
    if (rank < 0) return;
    const name = ORDER[rank];
    pen.globalAlpha = shown ? 1 : 0.25;
    pen.fillStyle = colour(name);
    const wide = { decided: 0.55, aside: 0.2, sure: 0.55, good: 0.65, out: 0.55, doubtful: 0.8, poor: 1 };
    pen.fillRect(4, line, (width - 12) * wide[name], 1);
    pen.fillStyle = colour("finding");
    if (finding) pen.fillRect(width - 5, line, 3, 1);
  });
  pen.globalAlpha = 1;
  pen.strokeStyle = colour("crossing");
  pen.beginPath();
  for (const [from, to] of crossings()) {
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
  const later = () => (pending ||= requestAnimationFrame(paint));
  new ResizeObserver(later).observe(map);
  store.on("outline view theme", later);
  store.on("drawn", move);
}
