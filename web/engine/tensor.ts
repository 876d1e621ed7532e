// A tensor in the engine's memory.

import { sizeAt, type TapeValue } from "./tape";

export interface Tensor {
  /** the word it starts at */
  at: number;
  shape: number[];
  /** in words */
  strides: number[];
  numel: number;
  /** its numbers lie one after another, in reading order */
  contiguous: boolean;
  dtype: TapeValue["dtype"];
}

/** The tensor of a tape's value that starts at the word `at`, for a batch of `n`. */
export function tensorAt(at: number, { dtype, ...value }: TapeValue, n: number): Tensor {
  const shape = value.shape.map((size) => sizeAt(size, n));
  let numel = 1;
  let ordered: number[] = []; // the strides of reading order
  for (const size of [...shape].reverse()) {
    ordered = [numel, ...ordered];
    numel *= size;
  }
  const strides = value.strides?.map((stride) => sizeAt(stride, n)) ?? ordered;
  const contiguous = strides.every((stride, d) => shape[d] === 1 || stride === ordered[d]);
  return { at, shape, strides, numel, contiguous, dtype };
}
