// The ten digits, one row each: score, probability, one-hot and the two gradients.

import { element } from "../../shared/element";
import { say } from "../../shared/language";
import { fixed, signed } from "../shared/numbers";
import type { Losses } from "./losses";
import type { LossWords } from "./words";

export const END = 16; // where the sliders end

const NUMBER = "livenet-number";
const COLUMNS = ["livenet-digit", "", "livenet-field", "livenet-onehot", NUMBER, NUMBER, NUMBER];

/** The table; `set` is told of a score that the reader moves or types. */
export function table(words: LossWords, set: (k: number, value: number) => void) {
  const rows = Array.from({ length: 10 }, (_, k) => row(words, k, set));
  const head = (text: string, columns = 1) =>
    element("th", { scope: "col", colspan: columns > 1 ? columns : undefined }, text);
  const root = element(
    "table",
    { class: "livenet-losses", "aria-label": words.table },
    element("colgroup", {}, ...COLUMNS.map((name) => element("col", { class: name }))),
    element(
      "thead",
      {},
      element(
        "tr",
        {},
        head(words.digit),
        head(words.score, 2),
        head(words.onehot),
        head(words.probability),
        head(words.crossEntropyGradient),
        head(words.squaredGradient),
      ),
    ),
    element("tbody", {}, ...rows.map((r) => r.root)),
  );
  return {
    root,
    show(logits: number[], target: number, now: Losses) {
      for (const [k, r] of rows.entries()) r.show(logits[k], k === target, k, now);
    },
  };
}

function row(words: LossWords, k: number, set: (k: number, value: number) => void) {
  const slider = element("input", {
    type: "range",
    min: -END,
    max: END,
    step: 0.1,
    "aria-label": say(words.slider, { k }),
    oninput: () => set(k, Number(slider.value)),
  });
  const typed = element("input", {
    type: "number",
    step: "any",
    "aria-label": say(words.typed, { k }),
    onchange: () => set(k, typed.value === "" ? Number.NaN : Number(typed.value)),
  });
  const name = element("th", { scope: "row" }, String(k));
  const t = element("td");
  const p = bar("livenet-share");
  const crossEntropy = bar("livenet-signed");
  const squared = bar("livenet-signed");
  const root = element(
    "tr",
    {},
    name,
    element("td", {}, slider),
    element("td", {}, typed),
    t,
    p.root,
    crossEntropy.root,
    squared.root,
  );
  return {
    root,
    show(z: number, isTarget: boolean, k: number, now: Losses) {
      root.toggleAttribute("data-target", isTarget);
      name.setAttribute("aria-label", isTarget ? say(words.marked, { k }) : String(k));
      slider.value = String(z);
      // A score beyond the slider's end is still read out.
      slider.setAttribute("aria-valuetext", fixed(z, 1));
      if (typed.value === "" || Number(typed.value) !== z) typed.value = String(shorten(z));
      t.textContent = String(now.t[k]);
      p.show(now.p[k], fixed(now.p[k], 4));
      crossEntropy.show(now.crossEntropyGradient[k], signed(now.crossEntropyGradient[k], 4));
      squared.show(now.squaredGradient[k], signed(now.squaredGradient[k], 4));
    },
  };
}

/** A score as a field shows it. */
const shorten = (z: number) => Number(z.toFixed(3));

/** A number with a bar under it; gradients have theirs to the left of the middle or the right. */
function bar(kind: string) {
  const number = element("data");
  const line = element("span", { class: kind, "aria-hidden": "true" }, element("i"));
  return {
    root: element("td", {}, number, line),
    show(value: number, text: string) {
      number.value = String(value);
      number.textContent = text;
      line.style.setProperty("--size", String(Math.min(1, Math.abs(value))));
      line.toggleAttribute("data-negative", value < 0);
    },
  };
}
