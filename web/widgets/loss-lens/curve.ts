// The gradient at the target's score as that score goes from one end to the other, and the hand on
// it: a slider of the browser's own lies over the picture, so that mouse, finger and keys move the
// rings alike.

import { element, svg } from "../../shared/element";
import { say } from "../../shared/language";
import { fixed, signed } from "../shared/numbers";
import { type Losses, slopes } from "./losses";
import { END } from "./table";
import type { LossWords } from "./words";

const POINTS = 121;

/** `move` is told of the target's score where the reader puts the rings. */
export function curve(words: LossWords, move: (z: number) => void) {
  const path = (dash: string) =>
    svg("path", { fill: "none", "vector-effect": "non-scaling-stroke", "stroke-dasharray": dash });
  const lines = [path(""), path("6 4")];
  const dots = lines.map(() => element("i", { class: "livenet-dot" }));
  const stem = element("i", { class: "livenet-stem" });
  const picture = element(
    "div",
    { class: "livenet-drawn", role: "img" },
    svg(
      "svg",
      { viewBox: "0 0 1 1", preserveAspectRatio: "none", "aria-hidden": "true" },
      ...lines,
    ),
  );
  const hand = element("input", {
    type: "range",
    class: "livenet-hand",
    step: 0.1,
    oninput: () => move(Number(hand.value)),
  });
  const plot = element("div", { class: "livenet-plot" }, picture, stem, hand, ...dots);
  const ticks = [element("span"), element("span"), element("span")];
  const key = (dash: string, text: string) =>
    element(
      "span",
      {},
      svg(
        "svg",
        { viewBox: "0 0 28 8", width: 28, height: 8, "aria-hidden": "true" },
        svg("path", { d: "M0 4H28", "stroke-dasharray": dash }),
      ),
      ` ${text}`,
    );
  const root = element(
    "div",
    { class: "livenet-slopes" },
    element(
      "p",
      { "aria-hidden": "true" },
      words.gradient,
      key("", words.crossEntropy),
      key("6 4", words.squared),
    ),
    element(
      "div",
      { class: "livenet-rise", "aria-hidden": "true" },
      element("span", {}, "0"),
      element("span", {}, "−0.5"),
      element("span", {}, "−1"),
    ),
    plot,
    element("div", { class: "livenet-run", "aria-hidden": "true" }, ...ticks),
  );

  return {
    root,
    show(logits: number[], target: number, now: Losses) {
      const z = logits[target];
      const end = Math.max(END, Math.ceil(Math.abs(z)));
      const values = Array.from({ length: POINTS }, (_, i) => end * ((2 * i) / (POINTS - 1) - 1));
      const drawn = slopes(logits, target, values);
      for (const [i, ys] of [drawn.crossEntropy, drawn.squared].entries()) {
        const points = ys.map((y, x) => `${(x / (POINTS - 1)).toFixed(4)} ${(-y).toFixed(4)}`);
        lines[i].setAttribute("d", `M${points.join("L")}`);
      }
      const at = [now.crossEntropyGradient[target], now.squaredGradient[target]];
      plot.style.setProperty("--at", `${(50 * (z + end)) / end}%`);
      for (const [i, y] of at.entries()) dots[i].style.top = `${-100 * y}%`;
      hand.min = String(-end);
      hand.max = String(end);
      hand.value = String(z);
      hand.setAttribute("aria-label", say(words.hand, { k: target }));
      hand.setAttribute("aria-valuetext", fixed(z, 1));
      ticks[0].textContent = fixed(-end, 0);
      ticks[1].textContent = say(words.axis, { k: target });
      ticks[2].textContent = fixed(end, 0);
      picture.setAttribute(
        "aria-label",
        say(words.curve, {
          low: fixed(-end, 0),
          high: fixed(end, 0),
          z: fixed(z, 1),
          crossEntropy: signed(at[0], 4),
          squared: signed(at[1], 4),
        }),
      );
    },
  };
}
