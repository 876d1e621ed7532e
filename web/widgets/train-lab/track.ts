// What stands along the slider of the learning rate: its decades, and where the chosen optimizer
// learns well.

import type { AnyModel } from "@anywidget/types";
import { element } from "../../shared/element";
import { say } from "../../shared/language";
import type { OptimizerName } from "../shared/optimizers";
import { RATES } from "./rates";
import type { TrainWords } from "./words";

const SMALL = ["10⁻⁶", "10⁻⁵", "10⁻⁴"]; // written so, where zeros would run together

/** `show` tints the range of an optimizer. */
export function track(words: TrainWords, controls: HTMLElement, slider: AnyModel | undefined) {
  const line = controls.querySelector(".noUi-target, .ui-slider"); // of ipywidgets 8, of 7
  if (!slider || !line) return { show(_: OptimizerName) {} };
  const [least, most] = [slider.get("min") as number, slider.get("max") as number];
  const at = (power: number) => `${(100 * (power - least)) / (most - least)}%`;
  const powers = Array.from({ length: most - least + 1 }, (_, i) => least + i);
  const good = element("i", { class: "livenet-good" });
  const meaning = element("span", { class: "livenet-meaning" });
  const ticks = powers.map((power) => {
    const text = SMALL[power + 6] ?? String(Number(`1e${power}`));
    return element("span", { class: "livenet-tick", style: `left: ${at(power)}` }, text);
  });
  line.prepend(good);
  line.append(element("div", { class: "livenet-ticks", "aria-hidden": "true" }, ...ticks));
  controls.querySelector(".widget-slider")?.append(meaning);
  return {
    show(optimizer: OptimizerName) {
      const [from, to] = RATES[optimizer].good;
      good.style.left = at(Math.log10(from));
      good.style.right = `calc(100% - ${at(Math.log10(to))})`;
      meaning.textContent = say(words.good, { from, to });
    },
  };
}
