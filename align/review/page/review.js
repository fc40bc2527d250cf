// Starts the review page: the first rows are in the page itself, the rest comes after they are seen.

import { load, watch } from "./api.js";
import "./actions.js";
import { startAudit } from "./audit.js";
import { filterFromAddress, startHeader } from "./header.js";
import { labelButtons, startKeys } from "./keys.js";
import { startLinks } from "./links.js";
import { startList } from "./list.js";
import { startMap } from "./map.js";
import { store } from "./store.js";
import { translate } from "./strings.js";

const first = JSON.parse(document.getElementById("data").textContent);
const asked = new URLSearchParams(location.search);

translate(document);
labelButtons(document);
startList();
startAudit();
startMap();
startHeader();
startLinks();

if (!asked.get("show") && !asked.get("q")) {
  store.keep(first.rows);
  store.load(first);
}
const ready = load().then(async () => {
  const chosen = store.cursor.id; // by somebody who did not wait
  store.keep(first.rows.filter(({ id }) => store.at(id) >= 0));
  await filterFromAddress();
  const { view } = store;
  const bead = view.find((id) => !store.entry(id)[3].includes("s"));
  if (!chosen || store.cursor.id !== chosen) {
    store.setCursor({ id: asked.get("row") ?? bead ?? view[0] });
  }
  document.getElementById("rows").ariaBusy = "false";
  watch();
}).catch((error) => store.say(error.message, "error"));
startKeys(ready);
