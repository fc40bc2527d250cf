"use strict";
// What the pages of all reports share. Texts become text nodes, never markup; nothing is loaded.
// A page has its words in WORDS and its data in the element #data.
const data = JSON.parse(document.getElementById("data").textContent);
const $ = (id) => document.getElementById(id);
let language = "en";
const word = (key) => WORDS[language][key];
const said = (number, digits = 0) =>
  Number(number).toLocaleString(language, digits ? { minimumFractionDigits: digits, maximumFractionDigits: digits } : {});

function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

// An element of an image (SVG).
function draw(tag, attributes, content) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (content !== undefined) element.textContent = content;
  return element;
}

function moment(stamp) {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)\d\dZ$/.exec(stamp || "");
  return parts ? `${parts[1]}-${parts[2]}-${parts[3]} ${parts[4]}:${parts[5]} UTC` : "";
}

// The numbers at the top: [key of the word, value, class], those without a value left out.
function totals(cards) {
  $("numbers").replaceChildren(...cards.map(([key, value, className]) => {
    const box = make("div", `number ${className}`);
    box.append(make("b", "", value), make("span", "", word(key)));
    return box;
  }));
}

// Show page `number` of the items, `size` to a page; returns the number that there is.
function turned(items, number, size) {
  const pages = Math.max(1, Math.ceil(items.length / size));
  const page = Math.min(Math.max(number, 0), pages - 1);
  $("page").textContent = word("page")(said(page + 1), said(pages));
  for (const id of ["previous", "previous2"]) $(id).disabled = page === 0;
  for (const id of ["next", "next2"]) $(id).disabled = page >= pages - 1;
  return page;
}

// Make the buttons for language and colours work, and show everything in a language: the one that
// is asked for, or that of the browser.
function start(show, asked = navigator.language) {
  const speak = (next) => {
    language = document.documentElement.lang = next;
    $("language").textContent = next === "en" ? "中文" : "English";
    $("language").lang = next === "en" ? "zh" : "en";
    for (const element of document.querySelectorAll("[data-word]")) element.textContent = word(element.dataset.word);
    show();
  };
  $("language").addEventListener("click", () => speak(language === "en" ? "zh" : "en"));
  $("theme").addEventListener("click", () => {
    const root = document.documentElement;
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
  });
  speak(asked.startsWith("zh") ? "zh" : "en");
}
