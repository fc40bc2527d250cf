// Starts the review page: the first rows are in the page itself, the rest comes after they are seen.

import { load, watch } from "./api.js";
import "./actions.js";
import { filterFromAddress, startHeader } from "./header.js";
import { labelButtons, startKeys } from "./keys.js";
import { startLinks } from "./links.js";
import { startList } from "./list.js";
import { startMap } from "./map.js";
import { outlineOf } from "./row.js";
import { store } from "./store.js";
import { translate } from "./strings.js";

const first = JSON.parse(document.getElementById("data").textContent);
const asked = new URLSearchParams(location.search);

translate(document);
labelButtons(document);
startList();
startMap();
startHeader();
startKeys();
startLinks();

if (!asked.get("show") && !asked.get("q")) {
  store.keep(first.rows);
  store.load({ ...first, outline: first.rows.map(outlineOf) });
}
await load();
store.keep(first.rows.filter(({ id }) => store.at(id) >= 0));
await filterFromAddress();
store.setCursor({ id: asked.get("row") ?? store.visible()[0] });
watch();
