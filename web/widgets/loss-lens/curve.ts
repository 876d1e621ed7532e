// The gradient at the target's score as that score goes from one end to the other.

import { element, svg } from "../../shared/element";
import { say } from "../../shared/language";
import { fixed, signed } from "../shared/numbers";
import { type Losses, slopes } from "./losses";
import { END } from "./table";
import type { LossWords } from "./words";

const POINTS = 121;

export function curve(words: LossWords) {
  const path = (dash: string) =>
    svg("path", { fill: "none", "vector-effect": "non-scaling-stroke", "stroke-dasharray": dash });
  const lines = [path(""), path("6 4")];
  const dots = lines.map(() => element("i", { class: "livenet-dot" }));
  const plot = element(
    "div",
    { class: "livenet-plot", role: "img" },
    svg(
      "svg",
      { viewBox: "0 0 1 1", preserveAspectRatio: "none", "aria-hidden": "true" },
      ...lines,
    ),
    ...dots,
  );
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
      for (const [i, y] of at.entries()) {
        dots[i].style.left = `${(50 * (z + end)) / end}%`;
        dots[i].style.top = `${-100 * y}%`;
      }
      ticks[0].textContent = fixed(-end, 0);
      ticks[1].textContent = say(words.axis, { k: target });
      ticks[2].textContent = fixed(end, 0);
      plot.setAttribute(
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
