// The widget manager of a page: of what was built, and of the page's own Python.

import * as base from "@jupyter-widgets/base";
import { ManagerBase } from "@jupyter-widgets/base-manager";
import * as controls from "@jupyter-widgets/controls";
import { nameParts } from "../shared/accessible";
import { anywidget } from "./anywidget";
import { type Draw, output } from "./output";
import { FloatLogSliderView } from "./slider";

type Class = typeof base.WidgetModel | typeof base.WidgetView;

export class Manager extends ManagerBase {
  /** Labels ask for this to typeset formulas; ours come with the page, typeset. */
  readonly _rendermime = { latexTypesetter: { typeset() {} } };
  private readonly modules: Record<string, object>;

  /** @param draw draws what Outputs of a living Python hold, where there is one */
  constructor(page: Document, draw?: Draw) {
    super();
    this.modules = {
      "@jupyter-widgets/base": base,
      "@jupyter-widgets/controls": { ...controls, FloatLogSliderView },
      "@jupyter-widgets/output": output(page, draw),
      anywidget,
    };
  }

  override async create_view<V extends base.WidgetView = base.WidgetView>(
    model: base.WidgetModel,
    options?: unknown,
  ): Promise<V> {
    const view = await super.create_view<V>(model, options);
    nameParts(view);
    return view;
  }

  /** Let controls that wait for a kernel be described by the note that says so. */
  async describe(ids: string[], note: string): Promise<void> {
    for (const id of ids) {
      const { views } = await this.get_model(id);
      for (const shown of Object.values(views ?? {})) {
        const { el } = await shown;
        for (const part of el.querySelectorAll("input, select, textarea, button, [role=slider]")) {
          part.setAttribute("aria-describedby", note);
        }
        if (el.matches("button")) el.setAttribute("aria-describedby", note);
      }
    }
  }

  protected override async loadClass(name: string, module: string): Promise<Class> {
    const found = (this.modules[module] as Record<string, Class> | undefined)?.[name];
    if (!found) throw new Error(`${name} of ${module} is not in this page's bundle.`);
    return found;
  }

  protected override async _create_comm(): Promise<never> {
    throw new Error("This page has no kernel.");
  }

  protected override async _get_comm_info(): Promise<object> {
    return {};
  }
}
