// The kernels of the network's first convolution as pictures, while they are trained.

import type { Tape, Values } from "../../engine";
import { element } from "../../shared/element";
import { say } from "../../shared/language";
import { drawMap } from "../shared/maps";
import { shapes } from "../shared/parameters";
import type { TrainWords } from "./words";

const MOST = 8; // are drawn

/** How pictures lie in a parameter. */
export interface Pictures {
  /** of the parameter */
  name: string;
  count: number;
  rows: number;
  columns: number;
  /** numbers from one picture to the next */
  apart: number;
}

export interface Kernels {
  /** the parameter that they are */
  name: string;
  root: HTMLElement;
  draw(values: Values): void;
  /** Draw the same again, in the colours of another theme. */
  redraw(): void;
}

/** The kernels of the first convolution, of each its first channel; null where there is none. */
export function kernelsOf(tape: Tape): Pictures | null {
  const [name, shape] = shapes(tape).find(([, shape]) => shape.length === 4) ?? [];
  if (!name || !shape) return null;
  const [all, channels, rows, columns] = shape;
  return { name, count: Math.min(MOST, all), rows, columns, apart: channels * rows * columns };
}

/** The rows of the first linear layer that reads the pixels; null where there is none. */
export function rowsOf(tape: Tape): Pictures | null {
  const input = tape.inputs.find(({ name }) => name === "input");
  const [, channels, rows, columns] = (input ? tape.values[input.value].shape : []) as number[];
  const reads = (shape: number[]) => shape.length === 2 && shape[1] === channels * rows * columns;
  const [name, shape] = shapes(tape).find(([, shape]) => reads(shape)) ?? [];
  if (!name || !shape) return null;
  return { name, count: Math.min(MOST, shape[0]), rows, columns, apart: shape[1] };
}

/** Draw the pictures of a parameter, or of its gradient; full colour is `high`. */
export function drawPictures(
  canvases: HTMLCanvasElement[],
  data: Float32Array,
  { rows, columns, apart }: Pictures,
  high: number,
) {
  for (const [n, canvas] of canvases.entries()) {
    const values = data.subarray(n * apart, n * apart + rows * columns);
    drawMap(canvas, values, rows, columns, { signed: true, high });
  }
}

/** The largest size of some numbers. */
export const largest = (data: Float32Array) => data.reduce((m, x) => Math.max(m, Math.abs(x)), 0);

/** The kernels of the first convolution, if there is one. */
export function kernels(tape: Tape, words: TrainWords): Kernels | null {
  const pictures = kernelsOf(tape);
  if (!pictures) return null;
  const { name, count } = pictures;
  const layer = name.replace(/\.weight$/, "");
  const canvases = Array.from({ length: count }, (_, n) =>
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
    if (now) drawPictures(canvases, now.data, pictures, largest(now.data) || 1);
  };
  const draw = (values: Values) => {
    now = values;
    redraw();
  };
  return { name, root, draw, redraw };
}
