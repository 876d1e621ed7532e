// Names and values for assistive technology where ipywidgets' views give none.

import type { WidgetView } from "@jupyter-widgets/base";
import { words } from "./words";

/** What sliders, and no other views, have. */
interface Slider {
  $slider?: HTMLElement & { noUiSlider: { on(event: string, listener: () => void): void } };
  readout?: HTMLElement;
}

let count = 0;

/** Name the parts of a view that a reader works. */
export function nameParts(view: WidgetView): void {
  const { el, model } = view;
  const label = [...el.children].find((child) => child.matches("label.widget-label"));
  const name = () => model.get("description") || model.get("tooltip") || "";
  const handles = () => [...el.querySelectorAll<HTMLElement>(".noUi-handle")];

  const update = () => {
    for (const [index, handle] of handles().entries()) {
      const end = handles().length > 1 ? words().ends[index] : "";
      setName(handle, [name() || words().slider, end].filter(Boolean).join(", "));
    }
    for (const bar of el.querySelectorAll<HTMLElement>(":scope > .progress")) {
      bar.setAttribute("role", "progressbar");
      setName(bar, name() || words().progress);
      bar.setAttribute("aria-valuemin", `${model.get("min")}`);
      bar.setAttribute("aria-valuemax", `${model.get("max")}`);
      bar.setAttribute("aria-valuenow", `${model.get("value")}`);
    }
    for (const field of el.querySelectorAll<HTMLInputElement>(
      ":scope > :is(input, select, textarea)",
    )) {
      if (label && name()) associate(label as HTMLLabelElement, field);
      else if (!field.labels?.length) setName(field, name() || words().field);
    }
  };
  update();
  view.listenTo(model, "change", update);

  const slider = view as Slider;
  if (slider.$slider && slider.readout) {
    speakValue(slider, handles);
    // A slider that turns is made anew.
    view.listenTo(model, "change:orientation", () => {
      update();
      speakValue(slider, handles);
    });
    slider.readout.setAttribute("role", "textbox");
    setName(slider.readout, name() || words().value);
  }
  if (el.matches(".widget-play")) namePlayer(view);
  for (const icon of el.querySelectorAll("i.fa")) icon.setAttribute("aria-hidden", "true");
}

function setName(element: HTMLElement, name: string): void {
  element.setAttribute("aria-label", name);
}

function associate(label: HTMLLabelElement, field: HTMLElement): void {
  field.id ||= `live-field-${count++}`;
  label.htmlFor = field.id;
}

/** A handle's value is what the readout says: the slider itself counts exponents or indices. */
function speakValue({ $slider, readout }: Slider, handles: () => HTMLElement[]): void {
  $slider?.noUiSlider.on("update", () => {
    const values = (readout?.textContent ?? "").split(" – ");
    for (const [index, handle] of handles().entries()) {
      handle.setAttribute("aria-valuetext", values[index] ?? values.join(" – "));
    }
  });
}

function namePlayer(view: WidgetView): void {
  const [play, stop, repeat] = view.el.querySelectorAll<HTMLElement>("button");
  const update = () => {
    const said = words();
    if (play) setName(play, view.model.get("playing") ? said.pause : said.play);
    if (stop) setName(stop, said.stop);
    if (repeat) {
      setName(repeat, said.repeat);
      repeat.setAttribute("aria-pressed", `${Boolean(view.model.get("repeat"))}`);
    }
  };
  update();
  view.listenTo(view.model, "change", update);
}
