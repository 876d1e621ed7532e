// Whether everything fits: the layers as __init__ makes them, or the error in PyTorch's words, what
// it means, and a button that mends it.

import { element } from "../../shared/element";
import { say } from "../../shared/language";
import { python, setting, trait, windowed } from "./settings";
import { type Name, type Settings, type Step, span } from "./shapes";
import type { ShapeWords } from "./words";

const MADE = { C1: "conv1", C3: "conv2", F5: "fc1", F6: "fc2", out: "fc3" };

/** `set` is called with the trait and the value that mend what fails. */
export function verdict(words: ShapeWords, set: (trait: string, value: number) => void) {
  const root = element("div", { class: "livenet-verdict" });
  return {
    root,
    show(failing: Step | undefined, now: Settings) {
      root.toggleAttribute("data-fails", failing !== undefined);
      root.replaceChildren(
        ...(failing
          ? complaint(words, failing, now, set)
          : [element("p", {}, words.made), code(now)]),
      );
    },
  };
}

function complaint(
  words: ShapeWords,
  { name, from, failure }: Step,
  now: Settings,
  set: (trait: string, value: number) => void,
): HTMLElement[] {
  const layer = windowed(name, now);
  if (!failure || !from) return [];
  const { value } = failure.mend;
  const wide = layer ? span(layer) : 0;
  const values = {
    name: words.names[name],
    got: from[1],
    in: layer ? ("in" in layer ? layer.in : 0) : now.fc1_in,
    out: now.features[0],
    span: wide,
    padded: layer ? from[2] + 2 * layer.padding : 0,
    more: layer ? Math.ceil((wide - from[2]) / 2) : 0,
    value,
  };
  const mended = name === "F5" ? "fc1_in" : trait(name, failure.mend.setting);
  const button = element(
    "button",
    { type: "button", onclick: () => set(mended, value) },
    say(words.mend, { name: words.names[name], setting: words.settings[setting(mended)], value }),
  );
  return [
    element("p", {}, say(words.raises, values)),
    element("p", {}, element("code", {}, `RuntimeError: ${failure.message}`)),
    element("p", {}, say(words.advice[failure.kind], values)),
    button,
  ];
}

/** The layers as __init__ makes them. */
const code = (now: Settings): HTMLElement =>
  element(
    "pre",
    { tabindex: 0 },
    Object.entries(MADE)
      .map(([name, layer]) => `self.${layer} = ${python(name as Name, now)}`)
      .join("\n"),
  );
