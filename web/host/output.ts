// Output widgets: what one recorded stands in the page as it was built, and moves into the view; what
// one of the page's own Python holds is drawn as cells draw theirs.

import { DOMWidgetModel, DOMWidgetView } from "@jupyter-widgets/base";

/** Draws what an Output of the page's own Python holds. */
export type Draw = (place: HTMLElement, outputs: unknown[]) => void;

/** The Output classes of a page that holds `<div data-output="ID">…</div>` for each that was built. */
export function output(page: Document, draw?: Draw) {
  const recorded = new Map<string, HTMLElement>();
  for (const element of page.querySelectorAll<HTMLElement>("[data-output]")) {
    recorded.set(element.dataset.output ?? "", element);
  }

  class OutputView extends DOMWidgetView {
    override render(): void {
      super.render();
      this.el.classList.add("jupyter-widgets", "widget-output");
      if (draw) {
        const show = () => draw(this.el, this.model.get("outputs") ?? []);
        this.listenTo(this.model, "change:outputs", show);
        void this.displayed.then(show);
        return;
      }
      const element = recorded.get(this.model.model_id);
      if (!element) return;
      // The first view takes it, further ones show a copy.
      const taken = element.parentElement?.classList.contains("widget-output");
      this.el.append(taken ? element.cloneNode(true) : element);
    }
  }

  return { OutputModel: DOMWidgetModel, OutputView };
}
