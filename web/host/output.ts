// Output widgets: what one recorded stands in the page as it was built, and moves into the view.

import { DOMWidgetModel, DOMWidgetView } from "@jupyter-widgets/base";

/** The Output classes of a page that holds `<div data-output="ID">…</div>` for each of them. */
export function output(page: Document) {
  const recorded = new Map<string, HTMLElement>();
  for (const element of page.querySelectorAll<HTMLElement>("[data-output]")) {
    recorded.set(element.dataset.output ?? "", element);
  }

  class OutputView extends DOMWidgetView {
    override render(): void {
      super.render();
      this.el.classList.add("jupyter-widgets", "widget-output");
      const element = recorded.get(this.model.model_id);
      if (!element) return;
      // The first view takes it, further ones show a copy.
      const taken = element.parentElement?.classList.contains("widget-output");
      this.el.append(taken ? element.cloneNode(true) : element);
    }
  }

  return { OutputModel: DOMWidgetModel, OutputView };
}
