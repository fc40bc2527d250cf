// What people say of findings: kept by the browser, written to and read from a baseline file.
const VERDICTS = ["accepted", "false alarm", "mended"];
const BASELINE = "tmxalign/audit-baseline/1";
// A later report on the same memory finds the decisions again: they are kept by fingerprint.
const KEPT = `tmxalign audit: ${data.summary.sources.join("\n")}`;
let decided = new Map(); // fingerprint → [check, document, message, verdict]
const undone = []; // what was said before, for the key z

const verdictOf = (finding) => decided.get(finding.key)?.[3] ?? "open";

function load() {
  try {
    decided = new Map(JSON.parse(localStorage.getItem(KEPT) ?? "[]"));
  } catch { /* a browser that keeps nothing, or what is no list of ours */ }
}

function save() {
  try {
    localStorage.setItem(KEPT, JSON.stringify([...decided]));
  } catch {
    $("kept").textContent = word("unkept");
  }
}

// Say the same of findings; `open` takes back what was said.
function decide(findings, verdict) {
  const found = findings.filter((f) => f.key && verdictOf(f) !== verdict);
  if (!found.length) return;
  undone.push(found.map((f) => [f.key, decided.get(f.key)]));
  for (const f of found) {
    if (verdict === "open") decided.delete(f.key);
    else decided.set(f.key, [data.checks[f.check].id, data.documents[f.doc], f.message[0], verdict]);
  }
  $("kept").textContent = found.length > 1 ? word("said")(said(found.length), word(verdict)) : "";
  save();
  repaint();
}

function takeBack() {
  for (const [key, before] of undone.pop() ?? []) {
    if (before) decided.set(key, before);
    else decided.delete(key);
  }
  $("kept").textContent = "";
  save();
  repaint();
}

// The findings that were settled are known to the next audit (--baseline); "mended" is for people.
// An entry of a baseline matches one finding, so that there is one for each.
function baseline() {
  const times = new Map();
  for (const { key } of findings) times.set(key, (times.get(key) ?? 0) + 1);
  const lines = [...decided].flatMap(([key, about]) =>
    Array(times.get(key) ?? 1).fill(`  [${[key, ...about].map((part) => JSON.stringify(part)).join(", ")}]`));
  return `{\n "schema": "${BASELINE}",\n "findings": [\n${lines.sort().join(",\n")}\n ]\n}\n`;
}

function exportBaseline() {
  const link = make("a");
  link.download = "audit-known.json";
  link.href = URL.createObjectURL(new Blob([baseline()], { type: "application/json" }));
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  $("kept").textContent = word("exported")(said(decided.size));
}

async function importBaseline(file) {
  try {
    const read = JSON.parse(await file.text());
    if (read.schema !== BASELINE) throw new TypeError();
    const entries = read.findings.map(([key, check, doc, message, verdict = "accepted"]) => {
      if (!VERDICTS.includes(verdict)) throw new TypeError();
      return [String(key), [check, doc, message, verdict].map(String)];
    });
    undone.push(entries.map(([key]) => [key, decided.get(key)]));
    for (const [key, about] of entries) decided.set(key, about);
    $("kept").textContent = word("imported")(said(entries.length));
    save();
    update(true);
  } catch {
    $("kept").textContent = word("noBaseline")(file.name);
  }
}

load();
addEventListener("storage", ({ key }) => { // another window with the same report
  if (key !== KEPT) return;
  load();
  repaint();
});
$("export").addEventListener("click", exportBaseline);
$("import").addEventListener("click", () => $("file").click());
$("file").addEventListener("change", () => {
  const [file] = $("file").files;
  if (file) importBaseline(file);
  $("file").value = "";
});
