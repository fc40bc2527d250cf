// One table of keys and what they do: the keyboard, the help and the titles of buttons read it.

import { store } from "./store.js";
import { t } from "./strings.js";

/** Name of an action → what does it. */
export const commands = new Map();

let last = Promise.resolve();

/** Do an action (by name, or a function) after those before: fast typing keeps its order. */
export function run(action) {
  const command = typeof action === "function" ? action : commands.get(action);
  last = last.then(() => command?.()).catch((error) => store.say(error.message, "error"));
  return last;
}

/** Group → [[action, keys]]: `Control+` and `Shift+` as said, a capital letter means shift. */
export const KEYS = {
  moving: [
    ["next", ["j", "ArrowDown"]], ["previous", ["k", "ArrowUp"]],
    ["select", ["Shift+ArrowDown"]], ["select_back", ["Shift+ArrowUp"]],
    ["right", ["ArrowRight"]], ["left", ["ArrowLeft"]],
    ["word", ["Shift+ArrowRight"]], ["word_back", ["Shift+ArrowLeft"]],
    ["first", ["Home"]], ["last", ["End"]],
    ["doubtful", ["n"]], ["doubtful_back", ["N"]], ["go", ["g"]],
  ],
  deciding: [
    ["approve_next", ["Enter"]], ["approve", ["a"]], ["approve_above", ["A"]],
    ["reject", ["d"]], ["exclude", ["x"]], ["comment", ["t"]],
  ],
  mending: [
    ["merge", ["m"]], ["merge_back", ["M"]], ["split", ["s"]],
    ["move_next", ["."]], ["move_back", [","]],
    ["cut", ["c"]], ["join", ["J"]], ["edit", ["e"]],
    ["unlink", ["u"]], ["link", ["l"]], ["swap", ["w"]],
    ["runner_up", ["r"]], ["restore", ["b"]], ["align_again", ["R"]],
  ],
  findings: [
    ["findings", ["v"]], ["accept", ["o"]], ["false_alarm", ["i"]], ["mended", ["y"]],
  ],
  more: [
    ["undo", ["z", "Control+z"]], ["redo", ["Z", "Control+Z", "Control+y"]],
    ["find", ["/"]], ["search", ["f"]], ["export", ["E"]],
    ["help", ["?"]], ["close", ["Escape"]],
  ],
};

const ACTIONS = new Map(
  Object.values(KEYS).flat().flatMap(([action, keys]) => keys.map((key) => [key, action])),
);
// what a Chinese input method makes of these keys
const PLAIN = { "。": ".", "，": ",", "、": "/", "？": "?", Period: ".", Comma: ",", Slash: "/" };
const OFF = "tmxalign.keys.off";

/** Whether keys of a single letter work (a user of speech input turns them off in the help). */
export const lettersWork = () => !localStorage.getItem(OFF);

/** Turn keys of a single letter on or off. */
export function letLettersWork(on) {
  if (on) localStorage.removeItem(OFF);
  else localStorage.setItem(OFF, "1");
}

/** The keys of an action as a user reads them. */
export function shown(action) {
  const names = { ArrowDown: "↓", ArrowUp: "↑", ArrowLeft: "←", ArrowRight: "→", Escape: "Esc",
    Control: "Ctrl" };
  const one = (key) => (key.length > 1 && key.includes("+")
    ? key.split("+").map(one).join("+").replace(/\+([A-Z])$/, (_, letter) => `+Shift+${letter}`)
    : names[key] ?? key);
  const [, keys] = Object.values(KEYS).flat().find(([name]) => name === action) ?? [];
  return (keys ?? []).map((key) => one(key).replace(/\+([a-z])$/, (c) => c.toUpperCase()));
}

/** What a key press asks for: the name of an action, or nothing. */
export function wanted(event) {
  if (event.isComposing || event.altKey) return undefined;
  // an input method may hide the key, and Caps Lock its case
  let key = event.key === "Process" ? event.code.replace(/^Key/, "") : event.key.normalize("NFKC");
  key = PLAIN[key] ?? key;
  const control = event.ctrlKey || event.metaKey;
  if (/^[a-z]$/i.test(key)
    && (control || event.getModifierState("CapsLock") || key !== event.key)) {
    key = event.shiftKey ? key.toUpperCase() : key.toLowerCase();
  }
  if (event.shiftKey && key.startsWith("Arrow")) key = `Shift+${key}`;
  return ACTIONS.get(control ? `Control+${key}` : key);
}

/** Whether a key belongs to what has the focus: a field, a dialog, a button that Enter presses. */
function taken(event) {
  const target = event.target;
  if (target.closest?.("input, textarea, select, [contenteditable]")) return true;
  if (document.querySelector("dialog[open]")) return true;
  const control = target.closest?.("button, a[href], summary, [role=button]");
  return Boolean(control) && /^(Enter| |Arrow.*|Home|End)$/.test(event.key);
}

/** Listen to the keyboard, and to clicks on buttons that name an action; act when `ready`. */
export function startKeys(ready) {
  last = ready;
  let opening = false; // a dialog is on its way: what is typed now is no command
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || taken(event)) return;
    const action = wanted(event);
    if (!action) return;
    if (!lettersWork() && event.key.length === 1 && !event.ctrlKey && !event.metaKey) {
      if (action !== "help") return;
    }
    event.preventDefault();
    if (opening) return;
    opening = Boolean(commands.get(action)?.asks);
    run(action).finally(() => (opening = false));
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-action]");
    if (button && event.detail) button.blur(); // after the mouse, Enter is for the row again
    if (button) run(button.dataset.action);
  });
}

/** Say the keys in the titles of the buttons that do the same. */
export function labelButtons(root) {
  for (const button of root.querySelectorAll("[data-action]")) {
    const { action } = button.dataset;
    button.title = `${t(`do.${action}`)} (${shown(action).join(", ")})`;
    button.setAttribute("aria-keyshortcuts", shown(action)[0] ?? "");
  }
}
