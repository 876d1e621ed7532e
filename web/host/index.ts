// The bundle of pages with widgets: makes the widgets live that book/extension/widgets.py laid in the page.

import "./look.css";
import { hydrate } from "./hydrate";

hydrate(document);
