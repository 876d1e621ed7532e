// The page in place of one that this browser has not kept and no network brings; web/offline, which
// shows it, has put links to those that are kept into it.

import { showOwnSection } from "./sections";

showOwnSection();
document.documentElement.dataset.ready = "";
