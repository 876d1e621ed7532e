// anywidget's own runtime, which comes as a module for RequireJS: `define` is all it needs of it.

import * as base from "@jupyter-widgets/base";
import { tellBroken } from "../shared/trouble";

type Classes = {
  AnyModel: typeof base.DOMWidgetModel;
  AnyView: typeof base.DOMWidgetView;
};

declare function require(name: string): unknown; // esbuild's

// Safari has it since 17.4 only, and anywidget asks for it at every view.
AbortSignal.any ??= (signals) => {
  const either = new AbortController();
  for (const signal of signals) {
    const abort = () => either.abort(signal.reason);
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort, { once: true });
  }
  return either.signal;
};

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

/** What the page says of a widget on its way, and of one on paper. */
const sentences = { ...document.querySelector<HTMLElement>(".live-sentence")?.dataset };

/** Says the page's sentences while the element is empty, see look.css, and why it stays so. */
class WaitingView extends AnyView {
  override async render(): Promise<void> {
    this.el.classList.add("waiting");
    Object.assign(this.el.dataset, sentences);
    try {
      await super.render();
    } catch (error) {
      tellBroken(this.el, `${error}`);
    }
  }
}

export const anywidget = { AnyModel, AnyView: WaitingView };
