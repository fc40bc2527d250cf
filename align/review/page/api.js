// All talk with the server: reading, actions, what others changed meanwhile.

import { store } from "./store.js";
import { t } from "./strings.js";

const PAUSE = 2000; // milliseconds between two questions "what is new?"
const CHUNK = 80; // rows a request

const { base, api } = document.body.dataset;
const asked = new Map(); // id → the answer that will bring its row
let reachable = true;
let trouble = ""; // why there is no news, said once
let doing = Promise.resolve(); // actions go out one after the other: each names the version it saw
let busy = 0;

async function call(path, options = {}) {
  let response;
  try {
    response = await fetch(path, { cache: "no-store", ...options });
  } catch {
    reach(false);
    throw new Error(t("unreachable"));
  }
  reach(true);
  const answer = await response.json().catch(() => ({}));
  if (!response.ok && !answer.conflict) {
    throw new Error(answer.error ?? t("refused", { status: response.status }));
  }
  return answer;
}

function reach(now) {
  if (now !== reachable) store.emit("reachable", now);
  reachable = now;
}

/** An address below the document's, or with `root` below the token. */
export function url(path, values = {}, { root = false } = {}) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    for (const one of [value].flat()) query.append(name, one);
  }
  return `${root ? base : api}${path && "/"}${path}${query.size ? "?" : ""}${query}`;
}

export const get = (path, values, where) => call(url(path, values, where));

export function post(path, body = {}, where = {}) {
  return call(url(path, {}, where), {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
}

/** Do it: the answer, when it is on disk and the page shows it. `conflict` in it: nothing was done. */
export function act(action, args = {}) {
  const { id } = store.cursor; // who goes elsewhere meanwhile stays there
  const answer = doing.then(async () => {
    const got = await post(action, { version: store.version, ...args });
    store.apply(got, !got.conflict && store.cursor.id === id);
    return got;
  });
  doing = answer.catch(() => store.emit("acting", [])).finally(() => (busy -= 1));
  busy += 1;
  store.emit("acting", args.rows ?? [args.row ?? args.aside]);
  return answer;
}

export async function load() {
  store.load(await get(""));
}

/** The whole rows of these ids, asked for if they are not known. */
export async function fetchRows(ids) {
  const missing = ids.filter((id) => !store.knows(id) && !asked.has(id));
  for (let from = 0; from < missing.length; from += CHUNK) {
    const some = missing.slice(from, from + CHUNK);
    const answer = get("rows", { id: some }).then(({ rows }) => store.keep(rows));
    for (const id of some) asked.set(id, answer.finally(() => asked.delete(id)));
  }
  await Promise.all(ids.map((id) => asked.get(id)));
  return ids.map((id) => store.rows.get(id)).filter(Boolean);
}

/** Ids of the rows with a text. */
export async function find(query) {
  return query ? (await get("find", { q: query })).ids : null;
}

async function poll() {
  const since = store.version;
  const news = await get("changes", { since });
  trouble = "";
  if (busy || store.version !== since || !news.splices?.length) return;
  store.apply(news);
  store.say(t("others_changed", { n: news.rows?.length ?? 0 }), "conflict");
}

/** Look for news now and then, and each time the user comes back. */
export function watch() {
  const look = () => (document.hidden ? undefined : poll().catch(({ message }) => {
    if (reachable && message !== trouble) store.say(message, "error");
    trouble = message;
  }));
  const again = () => setTimeout(() => Promise.resolve(look()).then(again), PAUSE);
  again();
  window.addEventListener("focus", look);
  document.addEventListener("visibilitychange", look);
}
