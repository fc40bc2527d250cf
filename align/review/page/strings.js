// The texts of the page, which the server writes into it in one language (strings.json has both).
// `{n}` is a value, `{n|row|rows}` a value and a word that agrees with it.

const STRINGS = JSON.parse(document.getElementById("strings").textContent);

/** The language of the interface: what the server decided (`?lang=`, or by the browser). */
export const language = document.documentElement.lang.startsWith("zh") ? "zh" : "en";

/** Whether there is a text of this key. */
export const has = (key) => key in STRINGS;

/** The text of a key, its values filled in. */
export function t(key, values = {}) {
  const slots = /\{(\w+)(?:\|([^|}]*)\|([^}]*))?\}/g;
  return (STRINGS[key] ?? key).replace(slots, (_, name, one, many) => {
    const value = values[name] ?? "";
    const shown = typeof value === "number" ? value.toLocaleString(language) : value;
    return one === undefined ? shown : `${shown} ${value === 1 ? one : many}`;
  });
}

/** Fill in the texts that elements name: `data-t`, `data-t-title`, `-label`, `-placeholder`. */
export function translate(root) {
  const attributes = { title: "title", label: "aria-label", placeholder: "placeholder" };
  for (const element of root.querySelectorAll("[data-t]")) element.textContent = t(element.dataset.t);
  for (const [name, attribute] of Object.entries(attributes)) {
    for (const element of root.querySelectorAll(`[data-t-${name}]`)) {
      element.setAttribute(attribute, t(element.getAttribute(`data-t-${name}`)));
    }
  }
}
