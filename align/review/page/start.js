// The start page: files are dropped or chosen, uploaded, aligned on the server, and open.

import { startLooks } from "./looks.js";
import { t, translate } from "./strings.js";

const $ = (id) => document.getElementById(id);
const { api, base } = document.body.dataset;
const POLL = 400; // milliseconds
const LARGEST = 256 * 1024 * 1024; // bytes of a file: what the server takes
const address = new URLSearchParams(location.search);

/** What will be aligned: files by their paths (the folder that was dropped comes first). */
const files = new Map();
/** The project whose documents are renewed; empty: a new one. */
let into = "";

function el(tag, props = {}, ...children) {
  const element = Object.assign(document.createElement(tag), props);
  element.append(...children);
  return element;
}

function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

/** A call of the server; an error has its line as the message. */
async function call(method, path, body) {
  const options = { method, body: body instanceof Blob ? body : body && JSON.stringify(body) };
  if (method === "POST") options.headers = { "Content-Type": "application/json" };
  const answer = await fetch(`${api}/${path}`, options).catch(() => {
    throw new Error(t("unreachable"));
  });
  const data = await answer.json();
  if (!answer.ok) throw new Error(data.error ?? answer.statusText);
  return data;
}

const quoted = (path) => path.split("/").map(encodeURIComponent).join("/");
const pageOf = (project, document) =>
  `${base}/doc/${encodeURIComponent(project)}/${encodeURIComponent(document)}`;
const hidden = (path) => path.split("/").some((part) => part.startsWith(".") || part.startsWith("~$"));

// ---- files

function add(found) {
  for (const [path, file] of found) if (!hidden(path)) files.set(path, file);
  showFiles();
}

function sizeOf(file) {
  const kilobytes = Math.max(1, Math.round(file.size / 1000));
  return kilobytes < 1000 ? `${kilobytes} kB` : `${(kilobytes / 1000).toFixed(1)} MB`;
}

function fileItem([path, file]) {
  const remove = el("button", { type: "button", className: "icon-only quiet", ariaLabel: t("start.remove", { name: path }) }, icon("remove"));
  remove.onclick = () => {
    files.delete(path);
    showFiles();
    (files.size ? $("align") : $("choose")).focus();
  };
  return el("li", {},
    el("bdi", { className: "name" }, path),
    el("span", { className: "size" }, sizeOf(file)), remove);
}

function showFiles() {
  const some = files.size > 0;
  $("zone").classList.toggle("filled", some);
  for (const id of ["files", "align", "clear"]) $(id).hidden = !some;
  $("files").replaceChildren(...[...files].map(fileItem));
  $("invite").textContent = some ? t("start.chosen", { n: files.size }) : t("start.drop");
  $("hint").textContent = t(!some ? "start.hint" : files.size === 1 ? "start.one" : "start.more");
  $("choose").classList.toggle("strong", !some);
  $("align").textContent = t(into ? "start.renew" : "start.align");
  if (some) $("align").focus();
  else into = "";
}

/** The files of what was dropped, with those in folders. */
async function dropped(transfer) {
  const entries = [...transfer.items].filter((item) => item.kind === "file")
    .map((item) => item.webkitGetAsEntry?.() ?? item.getAsFile());
  const found = [];
  for (const entry of entries) await gather(entry, "", found);
  return found;
}

async function gather(entry, folder, found) {
  if (entry instanceof File) found.push([folder + entry.name, entry]);
  else if (entry?.isFile) {
    const file = await new Promise((done, failed) => entry.file(done, failed));
    found.push([folder + entry.name, file]);
  } else if (entry?.isDirectory) {
    const reader = entry.createReader();
    const read = () => new Promise((done, failed) => reader.readEntries(done, failed));
    for (let some = await read(); some.length; some = await read()) { // some at a time
      for (const inside of some) await gather(inside, `${folder}${entry.name}/`, found);
    }
  }
}

function startDropping() {
  let depth = 0; // elements inside send enter and leave, too
  const over = (by) => {
    depth = Math.max(0, depth + by);
    $("zone").classList.toggle("over", depth > 0);
  };
  const wanted = (event) => event.dataTransfer?.types.includes("Files") && !$("zone").hidden;
  document.addEventListener("dragenter", (event) => wanted(event) && over(1));
  document.addEventListener("dragleave", (event) => wanted(event) && over(-1));
  document.addEventListener("dragover", (event) => {
    event.preventDefault(); // a file beside the zone must not replace the page
    event.dataTransfer.dropEffect = wanted(event) ? "copy" : "none";
  });
  document.addEventListener("drop", async (event) => {
    event.preventDefault();
    over(-depth);
    if (wanted(event)) add(await dropped(event.dataTransfer));
  });
}

function startChoosing() {
  for (const [button, input] of [["choose", "file-input"], ["choose-folder", "folder-input"]]) {
    $(button).onclick = () => $(input).click();
    $(input).onchange = () => {
      add([...$(input).files].map((file) => [file.webkitRelativePath || file.name, file]));
      $(input).value = ""; // the same file may be chosen again
    };
  }
  $("clear").onclick = () => {
    files.clear();
    showFiles();
    $("choose").focus();
  };
  $("align").onclick = align;
}

// ---- a job

function show(section) {
  for (const id of ["zone", "job", "result"]) $(id).hidden = id !== section;
}

function progress(stage, done, total, name = "") {
  const text = t(`start.${stage}`, { done, total });
  if ($("stage").textContent !== text) $("stage").textContent = text;
  $("step").textContent = name;
  if (total) $("bar").value = done / total;
  else $("bar").removeAttribute("value");
}

async function upload(job, problems) {
  let done = 0;
  for (const [path, file] of files) {
    progress("uploading", done, files.size, path);
    if (file.size > LARGEST) problems.push([path, t("start.large")]);
    else {
      await call("PUT", `uploads/${job}/${quoted(path)}`, file)
        .catch((error) => problems.push([path, error.message]));
    }
    done += 1;
  }
}

async function align() {
  const problems = [];
  show("job");
  try {
    const { job } = await call("POST", "jobs", {});
    await upload(job, problems);
    if (problems.length === files.size) throw new Error(t("start.nothing"));
    await call("POST", `jobs/${job}/start`, { into });
    await follow(job, problems);
  } catch (error) {
    finish({ stage: "failed", error: error.message, failed: [], alone: [] }, problems);
  }
}

/** Wait for a job and show how far it is. */
async function follow(job, problems = []) {
  show("job");
  for (;;) {
    const state = await call("GET", `jobs/${encodeURIComponent(job)}`);
    if (["done", "failed"].includes(state.stage)) return finish(state, problems);
    progress(state.stage, state.done, state.total, state.name);
    await new Promise((done) => setTimeout(done, POLL));
  }
}

/** Open the only document of a job; or show what became of it, and its documents. */
function finish(state, problems) {
  const { failed, alone, project } = state;
  const bad = [...problems, ...failed];
  if (project?.documents.length === 1 && !bad.length && !alone.length) {
    location.href = pageOf(project.id, project.documents[0].id);
    return;
  }
  files.clear();
  showFiles();
  show("result");
  const items = bad.map(([name, why]) => problem(name, why, "error"));
  items.push(...alone.map((name) => problem(name, t("start.alone"))));
  if (state.error) items.unshift(problem("", state.error, "error"));
  $("outcome").textContent = project
    ? t("start.done", { n: project.documents.length, bad: items.length }) : t("start.failed");
  $("problems").hidden = !items.length;
  $("problems").replaceChildren(...items);
  $("outcome").focus();
  loadRecent(project?.id);
}

function problem(name, why, className = "") {
  const item = el("li", { className });
  if (name && !why.startsWith(name)) item.append(el("b", {}, el("bdi", {}, name)), ": ");
  item.append(el("bdi", {}, why));
  return item;
}

// ---- recent work

async function loadRecent(open = address.get("project")) {
  showRecent((await call("GET", "projects")).projects, open);
}

function showRecent(projects, open) {
  $("recent").hidden = !projects.length;
  $("projects").replaceChildren(...projects.map((project) => projectItem(project, project.id === open)));
}

function projectItem(project, opened) {
  const facts = el("p", { className: "facts" });
  const meter = el("div", { className: "meter" }, el("span"));
  const list = el("ul", { className: "documents", hidden: true, id: `documents-${project.id}` });
  const name = project.document
    ? el("a", { className: "opener", href: pageOf(project.id, project.document) })
    : el("button", { type: "button", className: "opener" });
  name.append(el("bdi", {}, project.name));
  const renew = el("button", { type: "button", className: "small" }, t("start.newer"));
  renew.title = t("start.newer_title", { name: project.name });
  renew.onclick = () => {
    into = project.id;
    show("zone");
    $("file-input").click();
  };
  const unfold = (yes) => {
    list.hidden = !yes;
    name.setAttribute("aria-expanded", yes);
  };
  if (!project.document) {
    name.setAttribute("aria-controls", list.id);
    name.onclick = () => unfold(list.hidden);
    unfold(opened);
  }
  count(project, facts, meter, list);
  const item = el("li", { className: "project" }, el("div", { className: "project-head" }, name, renew), facts, meter, list);
  if (opened) requestAnimationFrame(() => item.scrollIntoView({ block: "nearest" }));
  return item;
}

/** Fill in what is known of a project; the server counts some documents with each call. */
async function count(project, facts, meter, list) {
  for (let before = -1; ;) {
    const { documents } = await call("GET", encodeURIComponent(project.id)).catch(() => ({ documents: [] }));
    const known = documents.filter((found) => found.summary);
    const sums = sumOf(known.map((found) => found.summary));
    facts.replaceChildren(factsOf(project, documents.length, sums), el("bdi", {}, project.folder));
    meter.firstChild.style.width = `${(100 * sums.approved) / Math.max(1, sums.beads)}%`;
    list.replaceChildren(...documents.map((found) => documentItem(project, found)));
    if (known.length === documents.length || known.length === before) return;
    before = known.length;
  }
}

function sumOf(summaries) {
  const sums = { beads: 0, approved: 0, doubtful: 0, decided: 0 };
  for (const one of summaries) for (const name in sums) sums[name] += one[name] ?? 0;
  return sums;
}

function factsOf(project, documents, sums) {
  const parts = [t("start.documents", { n: documents })];
  if (sums.beads) parts.push(...shares(sums));
  return `${parts.join(" · ")} · `;
}

function shares(sums) {
  const percent = Math.floor((100 * sums.approved) / Math.max(1, sums.beads));
  return [t("start.share", { percent }), t("start.doubtful", { n: sums.doubtful })];
}

function documentItem(project, found) {
  const link = el("a", { href: pageOf(project.id, found.id) }, el("bdi", {}, found.name));
  const facts = el("span", { className: "facts" }, found.summary ? shares(found.summary).join(" · ") : "");
  return el("li", {}, link, facts);
}

// ---- begin

translate(document);
startLooks();
startDropping();
startChoosing();
const data = JSON.parse($("data").textContent);
$("folder").textContent = data.folder;
$("again").onclick = () => {
  history.replaceState(null, "", location.pathname);
  show("zone");
  $("choose").focus();
};
showRecent(data.projects, address.get("project"));
if (address.has("job")) follow(address.get("job")).catch((error) => finish({ stage: "failed", error: error.message, failed: [], alone: [] }, []));
