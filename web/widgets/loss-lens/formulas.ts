// The two gradients at the target, as formulas and with their numbers filled in.

import { element } from "../../shared/element";
import { showFormulas } from "../shared/formulas";
import { fixed, significant } from "../shared/numbers";
import tex from "./formulas.tex";
import type { Losses } from "./losses";
import type { LossWords } from "./words";

export function formulas(words: LossWords) {
  const crossEntropy = gradient(words.crossEntropyGradient, tex.crossEntropy);
  const squared = gradient(words.squaredGradient, tex.squared);
  return {
    root: element("div", { class: "livenet-formulas" }, crossEntropy.root, squared.root),
    show(y: number, now: Losses) {
      const p = now.p[y];
      const inner = p - 1 - now.mean;
      const [a, b] = [now.crossEntropyGradient[y], now.squaredGradient[y]];
      crossEntropy.show(y, `= ${fixed(p, 4)} − 1 = ${fixed(a, 4)}`);
      squared.show(y, `= 2 × ${significant(p)} × (${significant(inner)}) = ${significant(b)}`);
    },
  };
}

/** A gradient: its name, its formula for a target, and what comes of it. */
function gradient(name: string, mathml: string[]) {
  const formula = element("p");
  const result = element("p");
  return {
    root: element("div", {}, element("p", {}, name), formula, result),
    show(y: number, numbers: string) {
      showFormulas(formula, mathml, { y });
      result.textContent = numbers;
    },
  };
}
