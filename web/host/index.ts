// The bundle of pages with widgets: makes the widgets live that book/extension/widgets.py laid in the page.

import "./look.css";
import { isFirstRun } from "../shared/scripts";
import { hydrate } from "./hydrate";

if (isFirstRun("widgets.js")) hydrate(document);
