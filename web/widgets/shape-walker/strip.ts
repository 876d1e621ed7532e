// One side of a map as a strip of cells, and below it each place where the window fits.

import { element, svg } from "../../shared/element";
import { say } from "../../shared/language";
import { type Conv, type Pool, type Step, side, span } from "./shapes";
import type { ShapeWords } from "./words";

const MOST = 80; // windows that are drawn

export function strip(words: ShapeWords) {
  const drawing = svg("svg", { preserveAspectRatio: "none", "aria-hidden": "true" });
  const caption = element("figcaption");
  const root = element("figure", { class: "livenet-strip" }, drawing, caption);
  return {
    root,
    show(step: Step, layer: Conv | Pool | null, values: Record<string, string | number>) {
      if (!layer || !step.from || !layer.stride) {
        drawing.replaceChildren();
        const sentence = layer ? "" : words.elsewhere[step.name];
        caption.textContent = say(sentence ?? "", values);
        return;
      }
      const { kernel, stride, padding } = layer;
      const dilation = "dilation" in layer ? layer.dilation : 1;
      const n = step.from[2];
      const width = n + 2 * padding;
      const wide = span(layer);
      const times = Math.max(0, side(n, layer));
      const reached = times ? (times - 1) * stride + wide : 0;
      drawing.setAttribute(
        "viewBox",
        `0 0 ${Math.max(width, wide)} ${Math.min(MOST, Math.max(times, 1)) + 3}`,
      );
      const cell = (x: number, y: number, kind: string, height = 0.8) =>
        svg("rect", { x: x + 0.05, y, width: 0.9, height, class: kind });
      const cells = Array.from({ length: width }, (_, i) => {
        const inside = i >= padding && i < padding + n;
        const left = times > 0 && i >= reached;
        return cell(i, 0, left ? "livenet-left" : inside ? "livenet-cell" : "livenet-padding", 2);
      });
      const windows = Array.from({ length: Math.min(MOST, Math.max(times, 1)) }, (_, j) =>
        Array.from({ length: kernel }, (_, t) =>
          cell(j * stride + t * dilation, j + 2.6, times ? "livenet-tap" : "livenet-wide"),
        ),
      );
      drawing.replaceChildren(...cells, ...windows.flat());
      const filled = {
        span: wide,
        n,
        padding: padding ? say(words.padded, { padding }) : "",
        stride,
        count: times,
      };
      caption.textContent = times
        ? say(words.fitsOnce, filled) +
          (width > reached ? say(words.left, { left: width - reached }) : "")
        : say(words.tooWide, filled);
    },
  };
}
