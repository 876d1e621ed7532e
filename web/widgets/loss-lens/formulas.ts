// The two gradients at the target, as formulas and with their numbers filled in.

import { element } from "../../shared/element";
import { fixed, significant } from "../shared/numbers";
import type { Losses } from "./losses";
import type { LossWords } from "./words";

export function formulas(said: LossWords) {
  const root = element("div", { class: "livenet-formulas" });
  const sub = (letter: string, index: string | number) => [
    element("i", {}, letter),
    element("sub", {}, String(index)),
  ];
  return {
    root,
    show(y: number, now: Losses) {
      const p = now.p[y];
      const inner = p - 1 - now.mean;
      const [a, b] = [now.crossEntropyGradient[y], now.squaredGradient[y]];
      root.replaceChildren(
        element(
          "div",
          {},
          element("p", {}, said.crossEntropyGradient),
          element("p", {}, ...sub("p", y), " − 1"),
          element("p", {}, `= ${fixed(p, 4)} − 1 = ${fixed(a, 4)}`),
        ),
        element(
          "div",
          {},
          element("p", {}, said.squaredGradient),
          element(
            "p",
            {},
            "2 ",
            ...sub("p", y),
            " (",
            ...sub("p", y),
            " − 1 − Σ ",
            ...sub("p", "j"),
            " (",
            ...sub("p", "j"),
            " − ",
            ...sub("t", "j"),
            "))",
          ),
          element("p", {}, `= 2 × ${significant(p)} × (${significant(inner)}) = ${significant(b)}`),
        ),
      );
    },
  };
}
