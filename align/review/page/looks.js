// Language and colours of the pages: chosen by the reader, kept in cookies, known to the server.

import { language } from "./strings.js";

const root = document.documentElement;
const darkByDefault = matchMedia("(prefers-color-scheme: dark)");

function keepCookie(name, value) {
  document.cookie = `${name}=${value}; path=/; max-age=31536000; samesite=strict`;
}

function switchLanguage() {
  const other = language === "zh" ? "en" : "zh";
  keepCookie("lang", other);
  const address = new URL(location.href);
  address.searchParams.set("lang", other);
  location.href = address.href;
}

function switchTheme() {
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : darkByDefault.matches;
  root.dataset.theme = dark ? "light" : "dark";
  keepCookie("theme", root.dataset.theme);
}

/** Make the buttons #language and #theme work; `onTheme` is called when the colours change. */
export function startLooks(onTheme = () => {}) {
  document.getElementById("language").addEventListener("click", switchLanguage);
  document.getElementById("theme").addEventListener("click", () => {
    switchTheme();
    onTheme();
  });
  darkByDefault.addEventListener("change", onTheme);
}
