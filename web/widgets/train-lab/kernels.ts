// The kernels of the network's first convolution as pictures, while they are trained.

import type { Tape, Values } from "../../engine";
import { element } from "../../shared/element";
import { say } from "../../shared/language";
import { drawMap } from "../shared/maps";
import { shapes } from "../shared/parameters";
import type { TrainWords } from "./words";

const MOST = 8; // are drawn

export interface Kernels {
  /** the parameter that they are */
  name: string;
  root: HTMLElement;
  draw(values: Values): void;
  /** Draw the same again, in the colours of another theme. */
  redraw(): void;
}

/** The kernels of the first convolution, if there is one. */
export function kernels(tape: Tape, words: TrainWords): Kernels | null {
  const [name, shape] = shapes(tape).find(([, shape]) => shape.length === 4) ?? [];
  if (!name || !shape) return null;
  const [all, channels, height, width] = shape;
  const layer = name.replace(/\.weight$/, "");
  const canvases = Array.from({ length: Math.min(MOST, all) }, (_, n) =>
    element("canvas", {
      class: "livenet-map",
      role: "img",
      "aria-label": say(words.kernel, { n: n + 1, name: layer }),
    }),
  );
  const root = element(
    "figure",
    { class: "livenet-kernels" },
    element("figcaption", {}, say(words.kernels, { name: layer })),
    element("div", {}, ...canvases),
  );
  let now: Values | null = null;
  const redraw = () => {
    if (!now) return;
    const { data } = now;
    const high = Math.max(...Array.from(data, Math.abs)) || 1;
    for (const [n, canvas] of canvases.entries()) {
      const from = n * channels * height * width;
      const values = data.subarray(from, from + height * width);
      drawMap(canvas, values, height, width, { signed: true, high });
    }
  };
  const draw = (values: Values) => {
    now = values;
    redraw();
  };
  return { name, root, draw, redraw };
}
