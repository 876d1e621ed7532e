// Images made larger or smaller, or padded with what they hold: each place of the output is a sum of
// few places of the input, row by row and column by column.

import type { Tensor } from "../tensor";
import { type Bind, type Call, type Operations, ordered } from "./operation";

/** For each place along an axis of the output, the places of the input it reads, and how much. */
interface Taps {
  /** how many for each place */
  each: number;
  at: Int32Array;
  share: Float64Array;
}

type Sample = (i: number) => [number, number][];

function tapsOf(length: number, sample: Sample): Taps {
  const all = Array.from({ length }, (_, i) => sample(i));
  const each = all[0]?.length ?? 0;
  return {
    each,
    at: Int32Array.from(all.flat(), ([at]) => at),
    share: Float64Array.from(all.flat(), ([, share]) => share),
  };
}

/** `axes`: the taps of rows and of columns, where there are rows. */
type Axes = (call: Call, input: Tensor, output: Tensor) => Taps[];

const still: Taps = tapsOf(1, () => [[0, 1]]);

function loops(axes: Taps[], input: Tensor, output: Tensor) {
  const [rows, columns] = axes.length === 1 ? [still, axes[0]] : axes;
  const sizes = ({ shape, numel }: Tensor) => {
    const w = shape.at(-1) as number;
    const h = axes.length === 1 ? 1 : (shape.at(-2) as number);
    return { h, w, planes: numel / (h * w) || 0 };
  };
  return { rows, columns, from: sizes(input), to: sizes(output) };
}

/** Rounds as torch does in the dtype of the numbers. */
const roundingOf = ({ f32 }: Call) =>
  f32 instanceof Float32Array ? Math.fround : (x: number) => x;

/** Where each number of an output's plane is read, if it is one place of the input's and all of that. */
function placesOf(rows: Taps, columns: Taps, width: number): Int32Array | null {
  if (rows.each !== 1 || columns.each !== 1) return null;
  const places = [...rows.at].flatMap((row) =>
    [...columns.at].map((column) => row * width + column),
  );
  return Int32Array.from(places);
}

/** y = Σ share · x */
const forward = (axes: Axes): Bind =>
  ordered((call) => {
    const { f32, y } = call;
    const x = call.in.self;
    const { rows, columns, from, to } = loops(axes(call, x, y), x, y);
    const round = roundingOf(call);
    /** Four places, rounded after each, in torch's own order: a picture's greys are its greys. */
    const four = (a: number, b: number, row: number, next: number) => {
      const [low, high] = [columns.at[b], columns.at[b + 1]];
      const share = (p: number, q: number) => round(rows.share[p] * columns.share[q]);
      let sum = round(share(a, b + 1) * f32[row + high]);
      sum = round(share(a, b) * f32[row + low] + sum);
      sum = round(share(a + 1, b) * f32[next + low] + sum);
      return round(share(a + 1, b + 1) * f32[next + high] + sum);
    };
    if (rows.each === 2 && columns.each === 2) {
      return () => {
        for (let p = 0, k = y.at; p < to.planes; p++) {
          const plane = x.at + p * from.h * from.w;
          for (let i = 0; i < to.h; i++) {
            const [row, next] = [0, 1].map((a) => plane + rows.at[2 * i + a] * from.w);
            for (let j = 0; j < to.w; j++, k++) f32[k] = four(2 * i, 2 * j, row, next);
          }
        }
      };
    }
    const places = placesOf(rows, columns, from.w);
    if (places) {
      return () => {
        for (let p = 0, k = y.at, plane = x.at; p < to.planes; p++, plane += from.h * from.w) {
          for (let i = 0; i < places.length; i++, k++) f32[k] = f32[plane + places[i]];
        }
      };
    }
    // column by column, then row by row
    const lines = new Float64Array(from.h * to.w);
    return () => {
      for (let p = 0, k = y.at; p < to.planes; p++) {
        const plane = x.at + p * from.h * from.w;
        for (let i = 0, l = 0; i < from.h; i++) {
          for (let j = 0; j < to.w; j++, l++) {
            let sum = 0;
            for (let b = j * columns.each; b < (j + 1) * columns.each; b++) {
              sum += columns.share[b] * f32[plane + i * from.w + columns.at[b]];
            }
            lines[l] = sum;
          }
        }
        for (let i = 0; i < to.h; i++) {
          for (let j = 0; j < to.w; j++, k++) {
            let sum = 0;
            for (let a = i * rows.each; a < (i + 1) * rows.each; a++) {
              sum += rows.share[a] * lines[rows.at[a] * to.w + j];
            }
            f32[k] = sum;
          }
        }
      }
    };
  });

/** Each gradient goes back to the places that its number came from: row by row, then column by column. */
const backward = (axes: Axes): Bind =>
  ordered((call) => {
    const { f32, y } = call;
    const g = call.in.grad_output;
    const { rows, columns, from, to } = loops(axes(call, y, g), y, g);
    const places = placesOf(rows, columns, from.w);
    const plane = new Float64Array(from.h * from.w);
    if (places) {
      return () => {
        for (let p = 0, k = g.at, at = y.at; p < to.planes; p++) {
          for (let i = 0; i < plane.length; i++) plane[i] = 0;
          for (let i = 0; i < places.length; i++, k++) plane[places[i]] += f32[k];
          for (let i = 0; i < plane.length; i++, at++) f32[at] = plane[i];
        }
      };
    }
    const lines = new Float64Array(from.h * to.w);
    return () => {
      for (let p = 0, k = g.at, at = y.at; p < to.planes; p++) {
        for (let l = 0; l < lines.length; l++) lines[l] = 0;
        for (let l = 0; l < plane.length; l++) plane[l] = 0;
        for (let i = 0; i < to.h; i++, k += to.w) {
          for (let a = i * rows.each; a < (i + 1) * rows.each; a++) {
            const share = rows.share[a];
            for (let j = 0, l = rows.at[a] * to.w; j < to.w; j++, l++) {
              lines[l] += share * f32[k + j];
            }
          }
        }
        for (let i = 0, l = 0; i < from.h; i++) {
          for (let j = 0; j < to.w; j++, l++) {
            for (let b = j * columns.each; b < (j + 1) * columns.each; b++) {
              plane[i * from.w + columns.at[b]] += columns.share[b] * lines[l];
            }
          }
        }
        for (let l = 0; l < plane.length; l++, at++) f32[at] = plane[l];
      }
    };
  });

/** Taps for the last `n` axes, made from sizes, number of the axis, and arguments. */
const lastAxes =
  (
    n: number,
    make: (
      size: number,
      length: number,
      axis: number,
      args: Call["args"],
      round: (x: number) => number,
    ) => Sample,
  ): Axes =>
  (call, input, output) =>
    Array.from({ length: n }, (_, e) => {
      const [size, length] = [input, output].map(({ shape }) => shape.at(e - n) as number);
      return tapsOf(length, make(size, length, e, call.args, roundingOf(call)));
    });

/** Inputs' places per output place: torch takes a scale that was given for what it is. */
function ratio(size: number, length: number, axis: number, args: Call["args"], axes: number) {
  const names = axes === 1 ? ["scales"] : ["scales_h", "scales_w"];
  const scale = args[names[axis]] ?? args.scale_factors?.[axis];
  return scale ? 1 / scale : size / length;
}

const nearest = (axes: number) =>
  lastAxes(axes, (size, length, axis, args) => {
    const step = Math.fround(ratio(size, length, axis, args, axes));
    return (i) => [[Math.min(Math.floor(Math.fround(i * step)), size - 1), 1]];
  });

/** Where output place i lies among the places of the input. */
function position(
  size: number,
  length: number,
  axis: number,
  args: Call["args"],
  axes: number,
  round: (x: number) => number,
) {
  if (args.align_corners) {
    const step = length > 1 ? round((size - 1) / (length - 1)) : 0;
    return (i: number) => round(i * step);
  }
  const step = round(ratio(size, length, axis, args, axes));
  return (i: number) => round((i + 0.5) * step - 0.5);
}

const linear = (axes: number) =>
  lastAxes(axes, (size, length, axis, args, round) => {
    const where = position(size, length, axis, args, axes, round);
    return (i) => {
      const x = Math.max(where(i), 0);
      const low = Math.min(Math.floor(x), size - 1);
      const rest = Math.min(Math.max(round(x - low), 0), 1);
      return [
        [low, round(1 - rest)],
        [Math.min(low + 1, size - 1), rest],
      ];
    };
  });

/** The cubic convolution of Keys (1981), with a = -3/4. */
function cubic(x: number): number {
  const [a, d] = [-0.75, Math.abs(x)];
  if (d <= 1) return ((a + 2) * d - (a + 3)) * d * d + 1;
  return d < 2 ? ((d - 5) * d + 8) * d * a - 4 * a : 0;
}

const bicubic = lastAxes(2, (size, length, axis, args, round) => {
  const where = position(size, length, axis, args, 2, round);
  return (i) => {
    const x = where(i);
    const low = Math.floor(x);
    return [-1, 0, 1, 2].map((d): [number, number] => {
      return [Math.min(Math.max(low + d, 0), size - 1), cubic(x - low - d)];
    });
  };
});

/** `padding` counts from the last axis. */
const padded = (axes: number, place: (i: number, size: number) => number) =>
  lastAxes(axes, (size, _, axis, { padding }) => {
    const before = padding[2 * (axes - 1 - axis)];
    return (i) => [[place(i - before, size), 1]];
  });

const reflected = (i: number, size: number) => {
  const back = Math.abs(i);
  return back < size ? back : 2 * (size - 1) - back;
};
const nearestInside = (i: number, size: number) => Math.min(Math.max(i, 0), size - 1);

export const resample: Operations = {
  reflection_pad1d: forward(padded(1, reflected)),
  reflection_pad1d_backward: backward(padded(1, reflected)),
  reflection_pad2d: forward(padded(2, reflected)),
  reflection_pad2d_backward: backward(padded(2, reflected)),
  replication_pad1d: forward(padded(1, nearestInside)),
  replication_pad1d_backward: backward(padded(1, nearestInside)),
  replication_pad2d: forward(padded(2, nearestInside)),
  replication_pad2d_backward: backward(padded(2, nearestInside)),
  upsample_bicubic2d: forward(bicubic),
  upsample_bicubic2d_backward: backward(bicubic),
  upsample_bilinear2d: forward(linear(2)),
  upsample_bilinear2d_backward: backward(linear(2)),
  upsample_linear1d: forward(linear(1)),
  upsample_linear1d_backward: backward(linear(1)),
  upsample_nearest1d: forward(nearest(1)),
  upsample_nearest1d_backward: backward(nearest(1)),
  upsample_nearest2d: forward(nearest(2)),
  upsample_nearest2d_backward: backward(nearest(2)),
};
