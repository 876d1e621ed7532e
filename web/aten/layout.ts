// How a tensor's numbers lie: dtype, shape and strides, each combination kept once and numbered, so
// that two tensors which lie alike have the same layout.

import { product } from "../engine/tensor";
import type { Dtype } from "./dtypes";

export interface Layout {
  id: number;
  dtype: Dtype;
  shape: number[];
  /** in elements */
  strides: number[];
  numel: number;
  /** in reading order */
  contiguous: boolean;
  /** each element of a stretch of memory once, in whatever order */
  dense: boolean;
}

const all: Layout[] = [];
const known = new Map<string, Layout>();

/** Strides of numbers in reading order, as torch counts them where an axis is empty. */
export function inOrder(shape: number[]): number[] {
  const strides = new Array<number>(shape.length);
  let step = 1;
  for (let d = shape.length - 1; d >= 0; d--) {
    strides[d] = step;
    step *= Math.max(shape[d], 1);
  }
  return strides;
}

function isDense(shape: number[], strides: number[]): boolean {
  const axes = shape.map((_, d) => d).filter((d) => shape[d] > 1);
  axes.sort((d, e) => strides[d] - strides[e]);
  let step = 1;
  for (const d of axes) {
    if (strides[d] !== step) return false;
    step *= shape[d];
  }
  return true;
}

export function layout(dtype: Dtype, shape: number[], strides = inOrder(shape)): Layout {
  const key = `${dtype.code};${shape};${strides}`;
  const found = known.get(key);
  if (found) return found;
  const numel = product(shape);
  const ordered = inOrder(shape);
  const contiguous = numel === 0 || shape.every((s, d) => s === 1 || strides[d] === ordered[d]);
  const dense = contiguous || isDense(shape, strides);
  const made = { id: all.length, dtype, shape, strides, numel, contiguous, dense };
  all.push(made);
  known.set(key, made);
  return made;
}

export const layoutOf = (id: number) => all[id];

/** The channels of images innermost: torch's `channels_last`. */
export function channelsLast(shape: number[]): number[] {
  const strides = new Array<number>(shape.length);
  const order = [
    1,
    ...shape
      .map((_, d) => d)
      .slice(2)
      .reverse(),
    0,
  ];
  let step = 1;
  for (const d of order) {
    strides[d] = step;
    step *= Math.max(shape[d], 1);
  }
  return strides;
}

/** Whether torch takes these strides for channels_last (`is_channels_last_strides_2d`). */
export function isChannelsLast({ shape, strides }: Layout): boolean {
  if (shape.length !== 4 || strides[1] === 0) return false;
  let least = 0;
  for (const d of [1, 3, 2, 0]) {
    if (shape[d] === 0 || strides[d] < least) return false;
    if (d === 0 && least === strides[1]) return false;
    least = strides[d] * Math.max(shape[d], 1);
  }
  return true;
}

/** Whether it lies as channels_last to the letter. */
export function isChannelsLastContiguous({ shape, strides }: Layout): boolean {
  if (shape.length !== 4) return false;
  const exact = channelsLast(shape);
  return shape.every((s, d) => s === 1 || strides[d] === exact[d]);
}

/**
 * Strides of an output of this shape, filled without gaps, whose axes are ordered as those of the
 * operands, the first that tells them apart (TensorIterator's `reorder_dimensions`). An operand's
 * strides have 0 where it is repeated.
 */
export function orderedAs(shape: number[], operands: number[][]): number[] {
  const rank = shape.length;
  const order = shape.map((_, d) => rank - 1 - d);
  const compare = (d: number, e: number) => {
    for (const strides of operands) {
      if (strides[d] === 0 || strides[e] === 0) continue;
      if (strides[d] !== strides[e]) return strides[d] < strides[e] ? -1 : 1;
      if (shape[d] > shape[e]) return 1;
    }
    return 0;
  };
  for (let i = 1; i < rank; i++) {
    for (let at = i, d = i - 1; d >= 0; d--) {
      const found = compare(order[d], order[at]);
      if (found < 0) break;
      if (found === 0) continue;
      [order[d], order[at]] = [order[at], order[d]];
      at = d;
    }
  }
  if (order.every((d, i) => d === rank - 1 - i)) return inOrder(shape);
  const strides = new Array<number>(rank);
  let step = 1;
  for (const d of order) {
    strides[d] = step;
    step *= shape[d];
  }
  return strides;
}
