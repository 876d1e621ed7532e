// A returning reader goes on in the edition read last; its pages link the other one.

import { readItem } from "../shared/storage";

const edition = readItem("edition");
if (edition === "zh" || edition === "en") location.replace(`${edition}/index.html`);
document.documentElement.dataset.ready = "";
