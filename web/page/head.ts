// What runs in the head of each page before it is drawn, so that none flashes in other colours or
// another face. The build writes it into the page itself: it is there when nothing else comes.

import { nameSite } from "../shared/storage";
import { askForFace } from "./face";
import { setUpColours } from "./mode";
import { ensureStorage } from "./stand-in";
import { watchFiles } from "./watch";

askForFace();
const { root, address } = document.currentScript?.dataset ?? {};
ensureStorage();
nameSite(root, address);
setUpColours();
watchFiles();
