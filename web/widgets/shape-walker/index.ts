// ShapeWalker: change a layer of a network like LeNet and walk its shapes to where they end.

import "./style.css";
import type { Render } from "@anywidget/types";
import { element } from "../../shared/element";
import { say } from "../../shared/language";
import { mountControls } from "../shared/controls";
import { frame } from "../shared/frame";
import { whole } from "../shared/numbers";
import { rows } from "./rows";
import { python, setting, settings, TRAITS, trait, windowed } from "./settings";
import { type Name, parameters, type Settings, type Step, span, walk } from "./shapes";
import { strip } from "./strip";
import { words } from "./words";

const MADE = { C1: "conv1", C3: "conv2", F5: "fc1", F6: "fc2", out: "fc3" };

const render: Render = async ({ model, el }) => {
  const said = words();
  const { controls, picture, readout, announce } = frame(el, "shape-walker", said);
  let chosen: Name = "C1";

  // The controls of all layers, of which those of the one in hand are shown.
  const groups = new Map<Name, HTMLElement>();
  const removals: (() => void)[] = [];
  for (const [name, traits] of Object.entries(TRAITS) as [Name, string[]][]) {
    const group = element("div", {
      class: "livenet-settings",
      role: "group",
      "aria-label": say(said.chosen, { name: said.names[name] }),
    });
    groups.set(name, group);
    controls.append(group);
    const labels = Object.fromEntries(traits.map((t) => [t, said.settings[setting(t)]]));
    removals.push((await mountControls(model, group, labels)).remove);
  }

  const layers = rows(said, (name) => {
    chosen = name;
    show();
  });
  const verdict = element("div", { class: "livenet-verdict" });
  const drawn = strip(said);
  picture.append(verdict, layers.root, drawn.root);

  const set = (name: string, value: number) => {
    model.set(name, value);
    model.save_changes();
  };

  function show() {
    const now = settings(model);
    const steps = walk(now);
    const at = (name: Name) => steps.find((step) => step.name === name) as Step;
    for (const [name, group] of groups) group.hidden = name !== chosen;
    layers.show(steps, now, chosen);
    const [N, C, H] = at("input").shape ?? [];
    drawn.show(at(chosen), windowed(chosen, now), { N, C, H });
    const failing = steps.find((step) => step.failure);
    verdict.toggleAttribute("data-fails", failing !== undefined);
    verdict.replaceChildren(
      ...(failing ? complaint(failing) : [element("p", {}, said.made), code(now)]),
    );
    const shape = (step: Step) => (step.shape ? `(${step.shape.join(", ")})` : said.raised);
    readout.replaceChildren(
      element("span", {}, `${said.result} `, element("b", {}, shape(at("out")))),
      element("span", {}, `${said.parameters} `, element("b", {}, whole(parameters(now)))),
    );
    announce(
      say(said.summary, {
        name: said.names[chosen],
        shape: shape(at(chosen)),
        verdict: failing
          ? say(said.told, {
              name: said.names[failing.name],
              message: failing.failure?.message ?? "",
            })
          : said.fits,
      }),
    );
  }

  /** The error in PyTorch's words, what it means, and a button that mends it. */
  function complaint({ name, from, failure }: Step): HTMLElement[] {
    const now = settings(model);
    const layer = windowed(name, now);
    if (!failure || !from) return [];
    const [setting_, value] = [failure.mend.setting, failure.mend.value];
    const wide = layer ? span(layer) : 0;
    const filled = {
      name: said.names[name],
      got: from[1],
      in: layer ? ("in" in layer ? layer.in : 0) : now.fc1_in,
      out: now.features[0],
      span: wide,
      padded: layer ? from[2] + 2 * layer.padding : 0,
      more: layer ? Math.ceil((wide - from[2]) / 2) : 0,
      value,
    };
    const moved = name === "F5" ? "fc1_in" : trait(name, setting_);
    const button = element(
      "button",
      { type: "button", onclick: () => set(moved, value) },
      say(said.mend, { name: said.names[name], setting: said.settings[setting(moved)], value }),
    );
    return [
      element("p", {}, say(said.raises, filled)),
      element("p", {}, element("code", {}, `RuntimeError: ${failure.message}`)),
      element("p", {}, say(said.advice[failure.kind], filled)),
      button,
    ];
  }

  const traits = ["batch", ...Object.values(TRAITS).flat()];
  for (const name of traits) model.on(`change:${name}`, show);
  show();
  return () => {
    for (const name of traits) model.off(`change:${name}`, show);
    for (const remove of removals) remove();
  };
};

/** The layers as __init__ makes them. */
const code = (now: Settings): HTMLElement =>
  element(
    "pre",
    { tabindex: 0 },
    Object.entries(MADE)
      .map(([name, layer]) => `self.${layer} = ${python(name as Name, now)}`)
      .join("\n"),
  );

export default { render };
