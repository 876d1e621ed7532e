// ShapeWalker: change a layer of a network like LeNet and walk its shapes to where they end. The
// state are the widget's traits (settings.ts) and the layer in hand; shapes.ts computes the rest.

import "./style.css";
import type { Render } from "@anywidget/types";
import { element, unique } from "../../shared/element";
import { say } from "../../shared/language";
import { mountControls } from "../shared/controls";
import { frame } from "../shared/frame";
import { whole } from "../shared/numbers";
import { assign, each, listen, together } from "../shared/traits";
import { rows } from "./rows";
import { setting, settings, TRAITS, windowed } from "./settings";
import { type Name, parameters, type Step, walk } from "./shapes";
import { strip } from "./strip";
import { verdict } from "./verdict";
import { readersWords } from "./words";

const render: Render = async ({ model, el }) => {
  const words = readersWords();
  const { controls, picture, readout, announce } = frame(el, "shape-walker", words);
  let chosen: Name = "C1";

  // The controls of all layers, of which those of the one in hand are shown.
  const groups = new Map<Name, HTMLElement>();
  const removals: (() => void)[] = [];
  for (const [name, traits] of Object.entries(TRAITS) as [Name, string[]][]) {
    const heading = element("p", { id: unique() }, say(words.chosen, { name: words.names[name] }));
    const group = element(
      "div",
      { class: "livenet-settings", role: "group", "aria-labelledby": heading.id },
      heading,
    );
    groups.set(name, group);
    controls.append(group);
    const labels = Object.fromEntries(traits.map((t) => [t, words.settings[setting(t)]]));
    removals.push((await mountControls(model, group, labels)).remove);
  }

  const layers = rows(words, (name) => {
    chosen = name;
    show();
  });
  const fit = verdict(words, (trait, value) => assign(model, { [trait]: value }));
  const drawn = strip(words);
  picture.append(controls, layers.root, fit.root, drawn.root);

  function show() {
    const now = settings(model);
    const steps = walk(now);
    const at = (name: Name) => steps.find((step) => step.name === name) as Step;
    for (const [name, group] of groups) group.hidden = name !== chosen;
    layers.show(steps, now, chosen);
    const [N, C, H] = at("input").shape ?? [];
    drawn.show(at(chosen), windowed(chosen, now), { N, C, H });
    const failing = steps.find((step) => step.failure);
    fit.show(failing, now);
    const shape = (step: Step) => (step.shape ? `(${step.shape.join(", ")})` : words.raised);
    readout.replaceChildren(
      element("span", {}, `${words.result} `, element("b", {}, shape(at("out")))),
      element("span", {}, `${words.parameters} `, element("b", {}, whole(parameters(now)))),
    );
    const message = failing?.failure?.message ?? "";
    announce(
      say(words.summary, {
        name: words.names[chosen],
        shape: shape(at(chosen)),
        verdict: failing
          ? say(words.failing, { name: words.names[failing.name], message })
          : words.fits,
      }),
    );
  }

  const traits = ["batch", ...Object.values(TRAITS).flat()];
  const end = together(listen(model, each(traits, show)), ...removals);
  show();
  return end;
};

export default { render };
