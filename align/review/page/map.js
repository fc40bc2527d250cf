// The whole document as a thin strip at the edge: a stripe a bead, lines for crossings, a box for the
// window. Beads that share a pixel share its width: what needs a look stands first, and is always seen.

import { inWindow, scrollTo } from "./list.js";
import { level } from "./row.js";
import { store } from "./store.js";
import { t } from "./strings.js";

/** Level → how wide its stripes are: what needs a look is wider, too. */
const WIDE = { poor: 1, doubtful: 0.8, good: 0.6, sure: 0.5, out: 0.5, decided: 0.5, aside: 0.25 };
const LEVELS = Object.keys(WIDE);
const map = document.getElementById("map");
const canvas = map.querySelector("canvas");
const box = map.querySelector(".box");
let pending = 0;

let tall = 0; // the height of the map: to ask for it takes time, and there are many beads

const y = (place) => (place / Math.max(1, store.outline.length)) * tall;

/** The beads of each line of pixels: how many of each level, whether one has a finding, is shown. */
function stripes(height) {
  const lines = Array.from({ length: height }, () => (
    { counts: LEVELS.map(() => 0), all: 0, finding: false, shown: false }
  ));
  store.outline.forEach((entry, place) => {
    const [from, rank] = [Math.floor(y(place)), LEVELS.indexOf(level(entry))];
    for (let at = from; at < height && at < Math.max(from + 1, Math.floor(y(place + 1))); at += 1) {
      const line = lines[at];
      line.counts[rank] += 1;
      line.all += 1;
      line.finding ||= entry[3].includes("f");
      line.shown ||= store.viewed.has(entry[0]);
    }
  });
  return lines;
}

function paint() {
  pending = 0;
  const [width, height, scale] = [map.clientWidth, map.clientHeight, window.devicePixelRatio];
  tall = height;
  Object.assign(canvas, { width: width * scale, height: height * scale });
  const pen = canvas.getContext("2d");
  const style = getComputedStyle(map);
  const fill = (name, left, top, size) => {
    pen.fillStyle = style.getPropertyValue(`--${name}`);
    pen.fillRect(left, top, size, 1);
  };
  pen.scale(scale, scale);
  stripes(height).forEach(({ counts, all, finding, shown }, line) => {
    pen.globalAlpha = shown ? 1 : 0.2;
    let left = 4;
    LEVELS.forEach((name, rank) => {
      if (!counts[rank]) return;
      const share = (counts[rank] / all) * WIDE[name] * (width - 12);
      const size = rank < 2 ? Math.max(2, share) : share;
      fill(name, left, line, size);
      left += size;
    });
    if (finding) fill("finding", width - 5, line, 3);
  });
  const crossed = width > 30 ? crossings() : [];
  pen.globalAlpha = crossed.length > 50 ? 0.35 : 0.9;
  pen.strokeStyle = style.getPropertyValue("--crossing");
  pen.beginPath();
  for (const [from, to] of crossed) {
    pen.moveTo(4, y(from + 0.5));
    pen.lineTo(width - 8, y(to + 0.5));
  }
  pen.stroke();
  canvas.setAttribute("aria-label", t("map", { n: store.summary.doubtful ?? 0 }));
  move();
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
  const place = Math.floor(part * store.outline.length);
  const id = store.view.find((one) => store.at(one) >= place) ?? store.view.at(-1);
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
  const later = () => (pending ||= setTimeout(paint, 50)); // after what the user waits for
  new ResizeObserver(later).observe(map);
  store.on("outline view theme", later);
  store.on("drawn", move);
}
