// One row for each layer: its name, the code, why the shape is what it is, and the shape.

import { element, svg } from "../../shared/element";
import { python, TRAITS, windowed } from "./settings";
import { NAMES, type Name, type Settings, type Step, side, span } from "./shapes";
import type { ShapeWords } from "./words";

let count = 0;

/** All rows; `choose` is told which layer the reader takes in hand. */
export function rows(words: ShapeWords, choose: (name: Name) => void) {
  const group = `livenet-layers-${count++}`;
  const made = NAMES.map((name) => row(words, name, group, choose));
  const root = element(
    "div",
    { class: "livenet-layers", role: "radiogroup", "aria-label": words.layers },
    ...made.map((r) => r.root),
  );
  return {
    root,
    show(steps: Step[], settings: Settings, chosen: Name) {
      const most = Math.max(...steps.map(({ shape }) => (shape?.length === 4 ? shape[2] : 1)));
      for (const [i, r] of made.entries()) r.show(steps[i], settings, chosen, most);
    },
  };
}

function row(words: ShapeWords, name: Name, group: string, choose: (name: Name) => void) {
  const word = words.names[name];
  const shape = element("span", { class: "livenet-shape", id: `${group}-${name}` });
  const code = element("code");
  const why = element("span", { class: "livenet-why" });
  const stack = svg("svg", {
    viewBox: "-1 -1 46 40",
    width: 46,
    height: 40,
    "aria-hidden": "true",
  });
  const radio = TRAITS[name]
    ? element("input", {
        type: "radio",
        name: group,
        "aria-label": word,
        "aria-describedby": shape.id,
        onchange: () => choose(name),
      })
    : element("span");
  const root = element(
    TRAITS[name] ? "label" : "div",
    { class: "livenet-layer" },
    radio,
    element("b", {}, word),
    stack,
    element("div", {}, code, why),
    shape,
  );
  return {
    root,
    show(step: Step, settings: Settings, chosen: Name, most: number) {
      if (radio instanceof HTMLInputElement) radio.checked = name === chosen;
      code.textContent = python(name, settings);
      why.textContent = reason(step, settings);
      shape.textContent = step.shape
        ? `(${step.shape.join(", ")})`
        : step.failure
          ? words.raised
          : words.unreached;
      root.toggleAttribute("data-fails", step.failure !== null);
      root.toggleAttribute("data-unreached", !step.shape && !step.failure);
      stack.replaceChildren(...pile(step.shape, most));
    },
  };
}

/** The formula of a layer with its numbers in it. */
export function reason({ name, from, shape }: Step, settings: Settings): string {
  if (!from) return "";
  const layer = windowed(name, settings);
  if (layer) {
    const inner = `${from[2]} + 2×${layer.padding} − ${span(layer)}`;
    const dilated =
      "dilation" in layer && layer.dilation > 1
        ? `, ${span(layer)} = ${layer.dilation}×(${layer.kernel} − 1) + 1`
        : "";
    const result = layer.stride ? ` = ${side(from[2], layer)}` : "";
    return `⌊(${inner}) / ${layer.stride}⌋ + 1${result}${dilated}`;
  }
  if (name === "flat" && shape) return `${from.slice(1).join(" × ")} = ${shape[1]}`;
  if (name === "F5")
    return `${from[1]} ${from[1] === settings.fc1_in ? "=" : "≠"} ${settings.fc1_in}`;
  return "";
}

/** A pile of maps, as large as their sides; a bar for rows of numbers. */
function pile(shape: number[] | null, most: number): SVGElement[] {
  if (!shape) return [];
  if (shape.length === 2) {
    const height = Math.min(38, 4 + 5 * Math.log2(shape[1]) * 0.6);
    return [svg("rect", { x: 20, y: (38 - height) / 2, width: 3, height })];
  }
  const deep = Math.min(5, shape[1]);
  const edge = Math.max(1.5, (28 * shape[2]) / most);
  const from = 22 - (edge + 2.5 * (deep - 1)) / 2;
  return Array.from({ length: deep }, (_, i) => {
    const back = 2.5 * (deep - 1 - i);
    const y = (38 - edge - 2.5 * (deep - 1)) / 2 + 2.5 * i;
    return svg("rect", { x: from + back, y, width: edge, height: edge });
  });
}
