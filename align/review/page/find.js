// Find and replace in the document with every change shown first; search in all documents.

import { get } from "./api.js";
import { el, open, textOf } from "./dialogs.js";
import { run } from "./keys.js";
import { store } from "./store.js";
import { t } from "./strings.js";

/** A text with some spans (code points) marked. */
function marked(text, spans, side) {
  const points = [...text];
  const element = textOf("", side);
  let at = 0;
  for (const [start, end] of spans) {
    const mark = el("mark", {}, points.slice(start, end).join(""));
    element.append(points.slice(at, start).join(""), mark);
    at = end;
  }
  element.append(points.slice(at).join(""));
  return element;
}

/** Show hits of what is typed when typing pauses; an answer that came too late is dropped. */
function whenTyped(dialog, look, item, shown = () => {}) {
  let timer;
  let turn = 0;
  const show = ({ hits = [], total = hits.length, error }) => {
    const more = total > hits.length ? ` (${t("changes.more", { n: total - hits.length })})` : "";
    const count = total ? t("find.count", { n: total }) + more : t("find.none");
    dialog.querySelector(".hits").replaceChildren(...hits.map(item));
    dialog.querySelector("[role=status]").textContent = error ?? count;
    shown(hits);
  };
  const ask = async () => {
    turn += 1;
    const mine = turn;
    const values = Object.fromEntries(new FormData(dialog.firstElementChild));
    const answer = values.text ? look(values) : Promise.resolve({});
    const found = await answer.catch((error) => ({ error: error.message }));
    if (mine === turn) show(found);
  };
  dialog.addEventListener("input", (event) => {
    if (event.target.closest(".hits") || event.isComposing) return;
    clearTimeout(timer);
    timer = setTimeout(ask, 150);
  });
  dialog.addEventListener("compositionend", ask);
  dialog.addEventListener("keydown", (event) => { // Enter looks: it neither replaces nor closes
    if (event.key !== "Enter" || !event.target.matches("input")) return;
    event.preventDefault();
    if (!event.isComposing) ask();
  });
}

/** Promises the action `replace` with its arguments, if the user wants any. */
export async function findAndReplace() {
  const spared = new Set(); // what the user left out stays out while the text is typed
  let found = [];
  const isChosen = ({ row, side }) => !spared.has(`${row} ${side}`);
  const asked = await open("find", (dialog) => {
    const replace = dialog.querySelector("[value=ok]");
    const recount = () => {
      const n = found.filter(isChosen).length;
      replace.textContent = t("find.replace", { n });
      replace.disabled = !n;
    };
    const item = (hit) => {
      const { row, side, before, after, spans } = hit;
      const box = el("input", { type: "checkbox", checked: isChosen(hit) });
      box.onchange = () => {
        spared[box.checked ? "delete" : "add"](`${row} ${side}`);
        recount();
      };
      const place = el("span", {}, (store.at(row) + 1).toLocaleString());
      return el("li", {}, el("label", {}, box, place),
        el("div", {}, marked(before, spans, side), textOf(after, side, "ins")));
    };
    whenTyped(dialog, (values) => get("replacing", values), item, (hits) => {
      found = hits;
      recount();
    });
    recount();
  });
  if (asked?.button === "search") run("search");
  if (asked?.button !== "ok") return undefined;
  const { text, replacement, side } = asked;
  const chosen = found.filter(isChosen).map((hit) => [hit.row, hit.side]);
  const how = { case: "case" in asked, regex: "regex" in asked };
  return ["replace", { text, replacement, side, ...how, chosen }];
}

/** Search all documents of the project; a hit is the address of its row. */
export const searchAll = () => open("search", (dialog) => {
  const item = ({ document: key, name = key, row, en, zh }) => {
    const query = new URLSearchParams(location.search);
    query.set("row", row);
    const link = el("a", { href: `${encodeURIComponent(key)}?${query}` }, name);
    return el("li", {}, link, textOf(en, "en"), textOf(zh, "zh"));
  };
  whenTyped(dialog, ({ text }) => get("../search", { text }), item);
});
