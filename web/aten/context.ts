// What rules and operations have besides their arguments.

import type { Dtype } from "./dtypes";
import type { Heap } from "./heap";
import type { Args } from "./schema";
import type { Tensor, Tensors } from "./tensors";

export interface Context {
  heap: Heap;
  tensors: Tensors;
  /** call another operation, with its arguments by name; the first output, a new tensor */
  call(name: string, args: Args): Tensor;
  calls(name: string, args: Args): (Tensor | null)[];
  /** a new tensor in reading order */
  empty(dtype: Dtype, shape: number[], strides?: number[]): Tensor;
  /** write `from`, repeated where it is smaller, into `to` */
  copy(from: Tensor, to: Tensor): void;
}
