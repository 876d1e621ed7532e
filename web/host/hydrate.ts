// Reads the page's widget state and puts a view where each widget stands in the page.

import { type DOMWidgetView, ErrorWidgetView } from "@jupyter-widgets/base";
import { Widget } from "@lumino/widgets";
import { Manager } from "./manager";

const STATE = 'script[type="application/vnd.jupyter.widget-state+json"]';

/**
 * What a page holds: one script with the state of its models, and for each widget
 * `<div class="live" data-widget="ID"><p class="live-sentence">…</p>…</div>`.
 * A sentence goes when its widget has come, and stays if it does not come.
 */
export async function hydrate(page: Document): Promise<void> {
  const state = page.querySelector(STATE)?.textContent;
  if (!state) return;
  const manager = new Manager(page);
  await manager.set_state(JSON.parse(state));
  for (const place of page.querySelectorAll<HTMLElement>("[data-widget]")) {
    await show(manager, place);
  }
}

async function show(manager: Manager, place: HTMLElement): Promise<void> {
  const model = await manager.get_model(place.dataset.widget ?? "");
  const view = await manager.create_view<DOMWidgetView>(model);
  if (view instanceof ErrorWidgetView) return; // the manager has said why on the console
  const sentence = place.querySelector<HTMLElement>(":scope > .live-sentence");
  sentence?.remove();
  Widget.attach(view.luminoWidget, place);
  const idle = (place.dataset.idle ?? "").split(" ").filter(Boolean);
  if (place.dataset.note) await manager.describe(idle, place.dataset.note);
}
