// Reads the page's widget state and puts a view where each widget stands in the page.

import { type DOMWidgetView, ErrorWidgetView } from "@jupyter-widgets/base";
import type { IManagerState } from "@jupyter-widgets/base-manager";
import { Widget } from "@lumino/widgets";
import type { Tell } from "../shared/scripts";
import { clearTrouble, tellBroken, tellMissing } from "../shared/trouble";
import { nextTask, REST, whenIdle } from "../shared/turns";
import { Manager } from "./manager";
import { Parts } from "./parts";
import { type State, withFiles } from "./state";

const STATE = 'script[type="application/vnd.jupyter.widget-state+json"]';

/**
 * What a page holds: one script with the state of its models, and for each widget
 * `<div class="live" data-widget="ID"><p class="live-sentence">…</p>…</div>`.
 * A widget comes when its place is about to be seen, or when the page has been at rest for a while.
 * A sentence goes when its widget has come; if it does not come, the place says why. `data-ready` on
 * the page's root says to tests that none is still to come.
 */
export function hydrate(page: Document): void {
  const state = page.querySelector(STATE)?.textContent;
  if (!state) return;
  const manager = new Manager(page);
  const parts = new Parts(JSON.parse(state) as State);
  const waiting = new Set(page.querySelectorAll<HTMLElement>("[data-widget]"));
  let last = Promise.resolve();
  const bring = (place: HTMLElement) => {
    observer.unobserve(place);
    if (!waiting.delete(place)) return last;
    last = last.then(() => attempt(manager, parts, place));
    if (!waiting.size) void last.then(() => page.documentElement.setAttribute("data-ready", ""));
    return last;
  };
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (isIntersecting) void bring(target as HTMLElement);
      }
    },
    { rootMargin: "100% 0px" }, // a page ahead
  );
  for (const place of waiting) observer.observe(place);
  setTimeout(async () => {
    for (const place of waiting) {
      await whenIdle();
      await bring(place);
    }
  }, REST);
}

/** Show a widget; done when it stands there, or when the next need not wait for it. */
function attempt(manager: Manager, parts: Parts, place: HTMLElement): Promise<void> {
  return new Promise((next) => {
    const missing = new Map<string, () => void>(); // how to ask for each file again
    const tell: Tell = (trouble, file, again) => {
      missing.set(file, again);
      tellMissing([place], trouble, [...missing.keys()].join(", "), () => {
        const asked = [...missing.values()];
        missing.clear();
        for (const ask of asked) ask();
      });
      next();
    };
    show(manager, parts, place, tell)
      .catch((error) => {
        console.error(error);
        tellBroken(place, `${error}`);
      })
      .then(next);
  });
}

async function show(manager: Manager, parts: Parts, place: HTMLElement, tell: Tell): Promise<void> {
  const id = place.dataset.widget ?? "";
  const part = parts.take(id);
  const whole = part && (await withFiles(part, tell));
  await nextTask(); // each of these takes long enough on a phone
  if (whole) await manager.set_state(whole as IManagerState);
  const model = await manager.get_model(id);
  await nextTask();
  const view = await manager.create_view<DOMWidgetView>(model);
  if (view instanceof ErrorWidgetView) throw new Error(view.generateErrorMessage().msg);
  clearTrouble([place]);
  place.querySelector(":scope > .live-sentence")?.remove();
  Widget.attach(view.luminoWidget, place);
  const idle = (place.dataset.idle ?? "").split(" ").filter(Boolean);
  if (place.dataset.note) await manager.describe(idle, place.dataset.note);
}
