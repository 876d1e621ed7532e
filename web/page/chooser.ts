// A returning reader goes on in the edition read last; its pages link the other one.

import { EDITION, readItem } from "./storage";

const edition = readItem(EDITION);
if (edition === "zh" || edition === "en") location.replace(`${edition}/index.html`);
document.documentElement.dataset.ready = "";
