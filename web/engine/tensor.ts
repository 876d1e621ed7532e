// A tensor in the engine's memory.

import { type Dtype, sizeAt, type TapeValue } from "./tape";

export interface Tensor {
  /** the word it starts at */
  at: number;
  shape: number[];
  /** in words */
  strides: number[];
  numel: number;
  /** its numbers lie one after another, in reading order */
  contiguous: boolean;
  dtype: Dtype;
}

/** Strides of numbers that lie in reading order. */
export function inOrder(shape: number[]): number[] {
  let step = 1;
  const strides = shape.map(() => 0);
  for (let d = shape.length - 1; d >= 0; d--) {
    strides[d] = step;
    step *= shape[d];
  }
  return strides;
}

export const product = (sizes: number[]) => sizes.reduce((p, s) => p * s, 1);

export function tensor(
  at: number,
  shape: number[],
  dtype: Dtype = "float32",
  strides = inOrder(shape),
): Tensor {
  const ordered = inOrder(shape);
  const numel = product(shape);
  const contiguous = numel === 0 || shape.every((s, d) => s === 1 || strides[d] === ordered[d]);
  return { at, shape, strides, numel, contiguous, dtype };
}

/** The tensor of a tape's value in memory that starts at the word `base`, for a batch of `n`. */
export function tensorAt(base: number, value: TapeValue, n: number): Tensor {
  const sizes = (list: (number | string)[]) => list.map((size) => sizeAt(size, n));
  const strides = value.strides && sizes(value.strides);
  return tensor(base + sizeAt(value.offset ?? 0, n), sizes(value.shape), value.dtype, strides);
}

/** How many words it needs, from its first number to its last. */
export function wordsOf({ shape, strides, numel }: Tensor): number {
  return numel && shape.reduce((last, size, d) => last + (size - 1) * strides[d], 1);
}
