// ipywidgets controls within an instrument: the models that its `controls` trait names are shown
// in a row, described in the reader's language.

import type { AnyModel } from "@anywidget/types";
import type { WidgetView } from "@jupyter-widgets/base";
import { nameParts } from "../../shared/accessible";
import { modelId } from "../../shared/references";
import { assign, listen, together } from "./traits";

/** What the managers of ipywidgets 7 and 8 have, and Colab's. */
interface Manager {
  get_model(id: string): Promise<AnyModel>;
  create_view(model: AnyModel): Promise<WidgetView & { trigger(event: string): void }>;
}

/**
 * Show the controls in `place`, in the order of `labels`; a name may be left out of a widget. Each
 * moves the trait of its name, and is moved by it. `choices` says what a control's choices are
 * called where their names are no words of the reader's. Returns the controls' models by name, and
 * what ends it.
 */
export async function mountControls<Name extends string>(
  model: AnyModel,
  place: HTMLElement,
  labels: Record<Name, string>,
  choices: Partial<Record<Name, Record<string, string>>> = {},
): Promise<{ models: Partial<Record<Name, AnyModel>>; remove(): void }> {
  const manager = model.widget_manager as unknown as Manager;
  const references = model.get("controls") as Partial<Record<Name, string>>;
  const models: Partial<Record<Name, AnyModel>> = {};
  const endings: (() => void)[] = [];
  for (const name of Object.keys(labels) as Name[]) {
    const reference = references[name];
    if (!reference) continue;
    const control = await manager.get_model(modelId(reference));
    models[name] = control;
    // On this side only: the kernel keeps the English word.
    control.set("description", labels[name]);
    const called = choices[name];
    if (called) control.set("_options_labels", Object.values(called));
    const view = await manager.create_view(control);
    place.append(view.el);
    view.trigger("displayed");
    if (!view.el.querySelector("[aria-label], label[for]")) nameParts(view);
    endings.push(link(model, name, control, called && Object.keys(called)));
    endings.push(() => void view.remove());
  }
  return { models, remove: together(...endings) };
}

/** Let a trait and a control move each other; the trait is right at first. */
function link(model: AnyModel, trait: string, control: AnyModel, names?: string[]): () => void {
  // A control of choices syncs the number of the one chosen; its labels are words, the trait may
  // be a number.
  const choices = names ?? (control.get("_options_labels") as string[] | undefined);
  const key = choices ? "index" : "value";
  // A slider rounds what it is told to its own steps; the trait keeps what was meant.
  let telling = false;
  const toControl = () => {
    const value = model.get(trait);
    telling = true;
    control.set(key, choices ? choices.indexOf(String(value)) : value);
    telling = false;
    control.save_changes();
  };
  const toTrait = () => {
    const value = control.get(key);
    if (telling || (choices && value === null)) return;
    const chosen = choices?.[value];
    const isNumber = typeof model.get(trait) === "number";
    assign(model, { [trait]: choices ? (isNumber ? Number(chosen) : chosen) : value });
  };
  toControl();
  return together(listen(model, { [trait]: toControl }), listen(control, { [key]: toTrait }));
}
