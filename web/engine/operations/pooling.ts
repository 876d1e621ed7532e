// The mean of each window of images; and poolings that choose their windows themselves, so that an
// output of a given size comes of it.

import type { Tensor } from "../tensor";
import { largest, planes } from "./max-pooling";
import { type Bind, type Operations, ordered } from "./operation";

/** Window i of `windows` over `size` places: from where, and up to where. */
const bounds = (i: number, windows: number, size: number) => [
  Math.floor((i * size) / windows),
  Math.ceil(((i + 1) * size) / windows),
];

type Visit = (k: number, plane: number, rows: number[], columns: number[]) => void;

/** Visit each window that makes a number of y, plane by plane of the image x. */
function eachWindow(x: Tensor, y: Tensor, visit: Visit) {
  const [[h, w], [oh, ow]] = [x.shape.slice(-2), y.shape.slice(-2)];
  const rows = Array.from({ length: oh }, (_, i) => bounds(i, oh, h));
  const columns = Array.from({ length: ow }, (_, i) => bounds(i, ow, w));
  for (let k = 0; k < y.numel; k++) {
    const plane = Math.floor(k / (oh * ow));
    visit(k, plane * h * w, rows[Math.floor(k / ow) % oh], columns[k % ow]);
  }
}

const mean: Bind = ordered((call) => {
  const { f32, y } = call;
  const x = call.in.self;
  const width = x.shape.at(-1) as number;
  return () =>
    eachWindow(x, y, (k, plane, [top, bottom], [left, right]) => {
      let sum = 0;
      for (let i = top; i < bottom; i++) {
        for (let j = left; j < right; j++) sum += f32[x.at + plane + i * width + j];
      }
      f32[y.at + k] = sum / ((bottom - top) * (right - left));
    });
});

const meanBackward: Bind = ordered((call) => {
  const { f32, y } = call;
  const g = call.in.grad_output;
  const width = y.shape.at(-1) as number;
  return () => {
    f32.fill(0, y.at, y.at + y.numel);
    eachWindow(y, g, (k, plane, [top, bottom], [left, right]) => {
      const share = f32[g.at + k] / ((bottom - top) * (right - left));
      for (let i = top; i < bottom; i++) {
        for (let j = left; j < right; j++) f32[y.at + plane + i * width + j] += share;
      }
    });
  };
});

export const pooling: Operations = {
  _adaptive_avg_pool2d: mean,
  _adaptive_avg_pool2d_backward: meanBackward,

  adaptive_max_pool2d: ordered((call) => {
    const { f32, i32, y } = call;
    const x = call.in.self;
    const index = call.out[1];
    const width = x.shape.at(-1) as number;
    return () =>
      eachWindow(x, y, (k, plane, [top, bottom], [left, right]) => {
        let where = top * width + left;
        for (let i = top; i < bottom; i++) {
          for (let j = left; j < right; j++) {
            const v = f32[x.at + plane + i * width + j];
            // NaN wins over every number, the last NaN over the others, as in torch
            if (v > f32[x.at + plane + where] || Number.isNaN(v)) where = i * width + j;
          }
        }
        f32[y.at + k] = f32[x.at + plane + where];
        if (index) i32[index.at + k] = where;
      });
  }),
  adaptive_max_pool2d_backward: ordered((call) => {
    const { f32, i32, y } = call;
    const { grad_output: g, indices } = call.in;
    const [size, area] = [y, g].map(
      ({ shape }) => (shape.at(-2) as number) * (shape.at(-1) as number),
    );
    return () => {
      f32.fill(0, y.at, y.at + y.numel);
      for (let k = 0; k < g.numel; k++) {
        f32[y.at + Math.floor(k / area) * size + i32[indices.at + k]] += f32[g.at + k];
      }
    };
  }),

  max_pool2d_with_indices: largest,

  avg_pool2d: ordered((call) => {
    const { count_include_pad = true, divisor_override = null } = call.args;
    const x = call.in.self;
    const win = planes(call, x, call.y);
    return () => call.k.avgPool(x.at, call.y.at, win, count_include_pad, divisor_override);
  }),

  avg_pool2d_backward: ordered((call) => {
    const { count_include_pad = true, divisor_override = null } = call.args;
    const g = call.in.grad_output;
    const win = planes(call, call.y, g);
    return () => call.k.avgPoolGrad(g.at, call.y.at, win, count_include_pad, divisor_override);
  }),
};
