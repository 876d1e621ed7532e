// anywidget's own runtime, which comes as a module for RequireJS: `define` is all it needs of it.

import * as base from "@jupyter-widgets/base";
import { waitingSentence } from "../shared/book-page";

type Classes = {
  AnyModel: typeof base.DOMWidgetModel;
  AnyView: typeof base.DOMWidgetView;
};

declare function require(name: string): unknown; // esbuild's

let classes: Classes | undefined;

const scope = globalThis as { define?: unknown };
const before = scope.define;
scope.define = (_needs: string[], make: (widgets: typeof base) => Classes) => {
  classes = make(base);
};
// A static import would run before `define` is there.
require("anywidget");
scope.define = before;

if (!classes) throw new Error("anywidget did not call define.");
const { AnyModel, AnyView } = classes as Classes;

/** Says the page's sentence while the element is empty, see look.css. */
class WaitingView extends AnyView {
  override async render(): Promise<void> {
    this.el.classList.add("waiting");
    this.el.dataset.sentence = waitingSentence();
    await super.render();
  }
}

export const anywidget = { AnyModel, AnyView: WaitingView };
