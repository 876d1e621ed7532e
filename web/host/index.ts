// The bundle of pages with widgets: makes the widgets live that book/extension/widgets.py laid in the
// page, and shows those of the page's own Python.

import "./look.css";
import { isFirstRun } from "../shared/scripts";
import { front } from "./front";
import { hydrate } from "./hydrate";

if (isFirstRun("widgets.js")) {
  globalThis.livenetWidgets = front;
  hydrate(document);
}
