// Find and replace in the document with every change shown first; search in all documents.

import { get } from "./api.js";
import { choice, el, field, open, textOf } from "./dialogs.js";
import { store } from "./store.js";
import { t } from "./strings.js";

/** A text with some spans (code points) marked. */
function marked(text, spans, side) {
  const points = [...text];
  const parts = [];
  let at = 0;
  for (const [start, end] of spans) {
    parts.push(points.slice(at, start).join(""), el("mark", {}, points.slice(start, end).join("")));
    at = end;
  }
  parts.push(points.slice(at).join(""));
  return el("p", { lang: side, className: "text", dir: "auto" }, ...parts);
}

/** Call `look` when typing pauses; an answer that came too late is dropped. */
function whenTyped(form, look, show) {
  let timer;
  let turn = 0;
  const ask = async () => {
    turn += 1;
    const mine = turn;
    const answer = await look().catch((error) => ({ error: error.message }));
    if (mine === turn) show(answer);
  };
  form.addEventListener("input", (event) => {
    if (event.target.closest(".hits") || event.isComposing) return;
    clearTimeout(timer);
    timer = setTimeout(ask, 150);
  });
  form.addEventListener("compositionend", ask);
  return ask;
}

/** The number of hits, or what was wrong, read aloud. */
const status = () => el("p", { role: "status" });

/** The arguments of `replace` that the user wants; nothing if none. */
export function findAndReplace() {
  const text = el("input", { required: true, dir: "auto", name: "text" });
  const replacement = el("input", { dir: "auto", name: "replacement" });
  const side = choice([["both", t("both")], ["en", t("en")], ["zh", t("zh")]]);
  const matchCase = el("input", { type: "checkbox" });
  const regex = el("input", { type: "checkbox" });
  const hits = el("ol", { className: "hits" });
  const count = status();
  const boxes = () => [...hits.querySelectorAll("input")];
  const asked = () => ({
    text: text.value, replacement: replacement.value, side: side.value,
    case: matchCase.checked, regex: regex.checked,
  });
  const spared = new Set(); // what the user left out stays out while the text is typed
  let found = [];
  let replace;
  const recount = () => {
    const chosen = boxes().filter((box) => box.checked).length;
    replace.textContent = t("find.replace", { n: chosen });
    replace.disabled = !chosen;
  };
  const item = ({ row, side: name, before, after, spans }) => {
    const key = `${row} ${name}`;
    const box = el("input", { type: "checkbox", checked: !spared.has(key) });
    box.onchange = () => {
      spared[box.checked ? "delete" : "add"](key);
      recount();
    };
    const place = (store.at(row) + 1).toLocaleString();
    return el("li", {}, el("label", {}, box, el("span", {}, place)),
      el("div", {}, marked(before, spans, name), textOf(after, name, "ins")));
  };
  const show = ({ hits: some = [], total = 0, error }) => {
    found = some;
    hits.replaceChildren(...some.map(item));
    const more = total > some.length ? ` (${t("changes.more", { n: total - some.length })})` : "";
    count.textContent = error ?? (total ? t("find.count", { n: total }) + more : t("find.none"));
    recount();
  };
  const look = async () => (text.value
    ? get("replacing", { ...asked(), case: +matchCase.checked, regex: +regex.checked }) : {});
  const value = () => ({
    ...asked(),
    chosen: boxes().flatMap((box, at) => (box.checked ? [[found[at].row, found[at].side]] : [])),
  });
  const ready = (dialog) => {
    replace = dialog.querySelector("[value=ok]");
    whenTyped(dialog, look, show);
    recount();
    text.focus();
  };
  const fields = el("div", { className: "fields" }, field(t("find.text"), text),
    field(t("find.with"), replacement), field(t("side"), side), field(t("find.case"), matchCase),
    field(t("find.regex"), regex));
  const all = el("button", { type: "button", className: "small", "data-action": "search" },
    t("do.search"));
  all.onclick = () => all.closest("dialog").close("");
  return open(t("do.find"), [fields, all, count, hits], { ok: t("find.replace", { n: 0 }), value, ready,
    name: "wide" });
}

/** Search all documents of the project; a hit is the address of its row. */
export async function searchAll() {
  const text = el("input", { type: "search", dir: "auto" });
  const hits = el("ol", { className: "hits" });
  const count = status();
  const item = ({ document: key, name = key, row, en, zh }) => {
    const query = new URLSearchParams(location.search);
    query.set("row", row);
    const link = el("a", { href: `${encodeURIComponent(key)}?${query}` }, name);
    return el("li", {}, link, textOf(en, "en", "p"), textOf(zh, "zh", "p"));
  };
  const show = ({ hits: some = [], total = some.length, error }) => {
    hits.replaceChildren(...some.map(item));
    count.textContent = error ?? (total ? t("find.count", { n: total }) : t("find.none"));
  };
  const look = async () => (text.value ? get("../search", { text: text.value }) : {});
  const ready = (dialog) => {
    const ask = whenTyped(dialog, look, show);
    dialog.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault();
      ask();
    });
    text.focus();
  };
  await open(t("do.search"), [field(t("search.text"), text), count, hits], { ready, name: "wide" });
}
