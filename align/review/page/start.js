// The start page: files are dropped or chosen, uploaded, aligned on the server, and open.

import { startLooks } from "./looks.js";
import { language, t, translate } from "./strings.js";

const $ = (id) => document.getElementById(id);
const { api, base } = document.body.dataset;
const address = new URLSearchParams(location.search);
const POLL = 400; // milliseconds
const LARGEST = 256 * 1024 * 1024; // bytes of a file that the server takes

/** What will be aligned: path (the folder that was dropped comes first) → file. */
const files = new Map();
/** The project whose documents are renewed; empty: a new one. */
let into = "";

function el(tag, props = {}, ...children) {
  const element = Object.assign(document.createElement(tag), props);
  element.append(...children);
  return element;
}

/** A call of the server; an error has its line as the message. */
async function call(method, path, body) {
  const headers = { "Accept-Language": language };
  if (method === "POST") headers["Content-Type"] = "application/json";
  const data = body instanceof Blob ? body : body && JSON.stringify(body);
  const answer = await fetch(`${api}/${path}`, { method, headers, body: data }).catch(() => {
    throw new Error(t("unreachable"));
  });
  const found = await answer.json();
  if (!answer.ok) throw new Error(found.error);
  return found;
}

const quoted = (path) => path.split("/").map(encodeURIComponent).join("/");
const pageOf = (project, document) => `${base}/doc/${quoted(project)}/${quoted(document)}`;

// ---- files

function add(found) {
  const hidden = /(^|\/)(\.|~\$)/; // also Word's lock files
  for (const [path, file] of found) if (!hidden.test(path)) files.set(path, file);
  showFiles();
}

function sizeOf({ size }) {
  const unit = size < 1e6 ? ["kilobyte", 1e3] : ["megabyte", 1e6];
  const style = { style: "unit", unit: unit[0], maximumFractionDigits: size < 1e6 ? 0 : 1 };
  return Math.max(1, size / unit[1]).toLocaleString(language, style);
}

function showFiles() {
  const some = files.size > 0;
  if (!some) into = "";
  $("zone").classList.toggle("filled", some);
  for (const id of ["files", "align", "clear"]) $(id).hidden = !some;
  $("files").replaceChildren(...[...files].map(([path, file]) => el("li", {},
    el("bdi", { className: "name" }, path), el("span", { className: "size" }, sizeOf(file)))));
  $("invite").textContent = some ? t("start.chosen", { n: files.size }) : t("start.drop");
  $("hint").textContent = t(!some ? "start.hint" : files.size === 1 ? "start.one" : "start.more");
  $("align").textContent = t(into ? "start.renew" : "start.align");
  $("choose").classList.toggle("strong", !some);
  if (some) $("align").focus();
}

/** The files of an entry that was dropped: itself, or those in the folder. */
async function inside(entry, folder = "") {
  if (entry instanceof File) return [[entry.name, entry]];
  const path = folder + entry.name;
  if (entry.isFile) return [[path, await new Promise((done, failed) => entry.file(done, failed))]];
  const reader = entry.createReader();
  const some = () => new Promise((done, failed) => reader.readEntries(done, failed));
  const found = [];
  for (let entries = await some(); entries.length; entries = await some()) { // some at a time
    for (const one of entries) found.push(...await inside(one, `${path}/`));
  }
  return found;
}

function startDropping() {
  let depth = 0; // elements inside send enter and leave, too
  const over = (by) => {
    depth = Math.max(0, depth + by);
    $("zone").classList.toggle("over", depth > 0);
  };
  const wanted = (event) => event.dataTransfer.types.includes("Files") && !$("zone").hidden;
  document.addEventListener("dragenter", (event) => wanted(event) && over(1));
  document.addEventListener("dragleave", (event) => wanted(event) && over(-1));
  document.addEventListener("dragover", (event) => {
    event.preventDefault(); // a file beside the zone must not replace the page
    event.dataTransfer.dropEffect = wanted(event) ? "copy" : "none";
  });
  document.addEventListener("drop", async (event) => {
    event.preventDefault();
    over(-depth);
    if (!wanted(event)) return;
    const items = [...event.dataTransfer.items].filter((item) => item.kind === "file");
    const entries = items.map((item) => item.webkitGetAsEntry() ?? item.getAsFile());
    for (const entry of entries) add(await inside(entry));
  });
}

function startChoosing() {
  for (const [button, input] of [["choose", "file-input"], ["choose-folder", "folder-input"]]) {
    $(button).onclick = () => $(input).click();
    $(input).onchange = () => {
      add([...$(input).files].map((file) => [file.webkitRelativePath || file.name, file]));
      $(input).value = ""; // the same file may be chosen again
    };
    $(input).oncancel = showFiles;
  }
  $("align").onclick = align;
  $("clear").onclick = $("again").onclick = () => {
    files.clear();
    showFiles();
    show("zone");
    $("choose").focus();
  };
}

// ---- a job

function show(section) {
  for (const id of ["zone", "job", "result"]) $(id).hidden = id !== section;
}

function progress(stage, done, total, name) {
  const text = t(`start.${stage}`, { done, total });
  if ($("stage").textContent !== text) $("stage").textContent = text; // is read aloud
  $("step").textContent = name;
  if (total) $("bar").value = done / total;
  else $("bar").removeAttribute("value");
}

/** Upload the files, and align them. */
/** The job stands in the address: who loads the page again sees how far it is. */
function remember(job) {
  if (job) address.set("job", job);
  else address.delete("job");
  history.replaceState(null, "", `?${address}`);
}

async function align() {
  const problems = [];
  show("job");
  try {
    const { job } = await call("POST", "jobs", {});
    let done = 0;
    for (const [path, file] of files) {
      progress("uploading", done += 1, files.size, path);
      if (file.size > LARGEST) problems.push([path, t("start.large")]);
      else {
        await call("PUT", `uploads/${job}/${quoted(path)}`, file)
          .catch((error) => problems.push([path, error.message]));
      }
    }
    await call("POST", `jobs/${job}/start`, { into });
    remember(job);
    await follow(job, problems);
  } catch (error) {
    finish({ failed: [...problems, ["", error.message]] });
  }
}

/** Wait for a job and show how far it is. */
async function follow(job, problems = []) {
  show("job");
  for (;;) {
    const state = await call("GET", `jobs/${quoted(job)}`);
    if (state.error) state.failed.push(["", state.error]);
    state.failed.unshift(...problems);
    if (["done", "failed"].includes(state.stage)) return finish(state);
    progress(state.stage, state.done, state.total, state.name);
    await new Promise((done) => setTimeout(done, POLL));
  }
}

/** Open the only document of a job; or show what became of it, and its documents. */
function finish({ failed, alone = [], project = null }) {
  const documents = project?.documents ?? [];
  if (documents.length === 1 && !failed.length && !alone.length) {
    remember(null); // the way back leads to the start
    location.href = pageOf(project.id, documents[0].id);
    return;
  }
  files.clear();
  showFiles();
  show("result");
  $("outcome").textContent = project ? t("start.done", { n: documents.length }) : t("start.failed");
  $("problems").replaceChildren(
    ...failed.map(([name, why]) => problem(name, why, "error")),
    ...alone.map((name) => problem(name, t("start.alone"))),
  );
  $("outcome").focus();
  call("GET", "projects").then(({ projects }) => showRecent(projects, project?.id));
}

function problem(name, why, className = "") {
  const named = name && !why.startsWith(name) ? [el("b", {}, el("bdi", {}, name)), ": "] : [];
  return el("li", { className }, ...named, el("bdi", {}, why));
}

// ---- recent work

function showRecent(projects, opened) {
  $("recent").hidden = !projects.length;
  const items = projects.map((project) => projectItem(project, project.id === opened));
  $("projects").replaceChildren(...items);
}

/** A project: a link to its only document, or a button that shows the list of them. */
function projectItem(project, opened) {
  const facts = el("p", { className: "facts" });
  const meter = el("div", { className: "meter" }, el("span"));
  const list = el("ul", { className: "documents", hidden: !opened || project.document, id: `of-${project.id}` });
  const name = project.document
    ? el("a", { className: "opener", href: pageOf(project.id, project.document) })
    : el("button", { type: "button", className: "opener", ariaExpanded: opened });
  name.append(el("bdi", {}, project.name));
  if (!project.document) {
    name.setAttribute("aria-controls", list.id);
    name.onclick = () => {
      list.hidden = !list.hidden;
      name.ariaExpanded = !list.hidden;
    };
  }
  const renew = el("button", { type: "button", className: "small" }, t("start.newer"));
  renew.title = t("start.newer_title", { name: project.name });
  renew.onclick = () => {
    into = project.id;
    show("zone");
    $("file-input").click();
  };
  count(project, facts, meter.firstChild, list).catch(() => {}); // the server has ended
  return el("li", { className: "project" },
    el("div", { className: "project-head" }, name, renew), facts, meter, list);
}

/** Fill in what is known of a project; the server counts some documents with each call. */
async function count(project, facts, bar, list) {
  for (let before = -1; ;) {
    const { documents } = await call("GET", quoted(project.id));
    const known = documents.map((found) => found.summary).filter(Boolean);
    const sum = (name) => known.reduce((total, one) => total + one[name], 0);
    const all = { beads: sum("beads"), approved: sum("approved"), doubtful: sum("doubtful") };
    const parts = [t("start.documents", { n: documents.length }), ...shares(all), project.folder];
    facts.replaceChildren(el("bdi", {}, parts.join(" · ")));
    bar.style.width = `${(100 * all.approved) / Math.max(1, all.beads)}%`;
    list.replaceChildren(...documents.map(({ id, name, summary }) => el("li", {},
      el("a", { href: pageOf(project.id, id) }, el("bdi", {}, name)),
      el("span", { className: "facts" }, summary ? shares(summary).join(" · ") : ""))));
    if (known.length === documents.length || known.length === before) return;
    before = known.length;
  }
}

function shares({ beads, approved, doubtful }) {
  const percent = Math.floor((100 * approved) / Math.max(1, beads));
  return [t("start.share", { percent }), t("start.doubtful", { n: doubtful })];
}

translate(document);
startLooks();
startDropping();
startChoosing();
const { folder, projects } = JSON.parse($("data").textContent);
$("folder").textContent = folder;
showRecent(projects, address.get("project"));
if (address.has("job")) {
  follow(address.get("job")).catch((error) => finish({ failed: [["", error.message]] }));
}
