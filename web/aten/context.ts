// What rules and operations have besides their arguments.

import type { Dtype } from "./dtypes";
import type { Heap } from "./heap";
import type { Layout } from "./layout";
import type { Random } from "./random";
import type { Args } from "./schema";
import type { Tensor, Tensors } from "./tensors";

/** How a call is computed: what a rule finds, the same for all calls that are alike. */
export interface Plan {
  /** the engine's name of the operation */
  engine: string;
  /** the outputs; null for one that nobody wants */
  outs: (Layout | null)[];
  /** the operands by the engine's names, and the dtype that each is read as */
  ins: Record<string, [tensor: string, as: Dtype]>;
  lists?: Record<string, Dtype>;
  // biome-ignore lint/suspicious/noExplicitAny: each op has arguments of its own
  args: Record<string, any>;
  /** the dtype that it is computed in; or with `moves` one whose elements are moved as they are */
  compute: Dtype;
  moves?: boolean;
  /** each number of the output comes of those at the same place alone */
  pointwise?: boolean;
  inspect?: Inspect;
}

/** Looks at elements before each call, and raises for those that have no place. */
export type Inspect = (args: Args, context: Context) => unknown;

/** Of the tensors of a call, by the names of its schema. */
export type Operands = Record<string, Tensor | (Tensor | null)[] | null>;

export interface Context {
  heap: Heap;
  tensors: Tensors;
  /** call another operation, with its arguments by name; the first output, a new tensor */
  call(name: string, args: Args): Tensor;
  calls(name: string, args: Args): (Tensor | null)[];
  /** a new tensor in reading order */
  empty(dtype: Dtype, shape: number[], strides?: number[]): Tensor;
  /** the same for what is large, before a call asks where its operands lie: they may be moved */
  first(dtype: Dtype, shape: number[], strides?: number[]): Tensor;
  /** a new tensor of these numbers, in reading order */
  from(values: ArrayLike<number>, dtype: Dtype, shape: number[]): Tensor;
  /** write `from`, repeated where it is smaller, into `to`; they have no memory in common */
  copy(from: Tensor, to: Tensor): void;
  /** the same, wherever they lie */
  write(from: Tensor, to: Tensor): void;
  fill(t: Tensor, value: number): void;
  /** write these numbers into a tensor in the order in which it lies in memory, without gaps */
  put(t: Tensor, values: ArrayLike<number>): void;
  /** what random numbers are drawn from */
  generator(): Random;
  /** the numbers of a tensor in reading order */
  read(t: Tensor): Float64Array;
  /** run an operation of the engine */
  compute(plan: Plan, operands: Operands, outs: (Tensor | null)[]): void;
}
