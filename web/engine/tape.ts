// The tape as `livenet.tape` writes it, and the part of it that computes chosen values.

import { DRAWS } from "./operations/draws";
import { VIEWS } from "./operations/views";
import type { Combination } from "./parts";

/** A size, or one that follows the batch size: "N", "6N", "36N+12". */
export type Size = number | string;

/** int64 and bool are kept in one word each, as int32. */
export type Dtype = "float32" | "int64" | "bool";

export interface TapeValue {
  shape: Size[];
  /** left out where the numbers lie in reading order */
  strides?: Size[];
  /** words from the start of the memory that a view looks at; left out where 0 */
  offset?: Size;
  dtype: Dtype;
}

/** One value; or for a list of tensors its values, null where one is left out. */
export type TapeInput = number | (number | null)[];

export interface TapeOp {
  op: string;
  inputs: Record<string, TapeInput>;
  /** as torch was called, without those equal to the default */
  // biome-ignore lint/suspicious/noExplicitAny: each op has arguments of its own
  args: Record<string, any>;
  outputs: (number | null)[];
  module: string;
}

/** What computes output and loss from inputs and parameters. */
export interface Graph {
  values: TapeValue[];
  ops: TapeOp[];
  loss: number | null;
  output: number;
  names: Record<string, number>;
  /** words in base64, little-endian */
  constants?: { value: number; data: string }[];
}

export interface Tape extends Graph {
  format: string;
  inputs: { name: string; value: number }[];
  /** `next`: the value that a buffer takes after a training step */
  parameters: { name: string; value: number; grad: number | null; next?: number }[];
  /** how the gradients of a batch's parts become its own; null or left out: it cannot be parted */
  shards?: Combination | null;
  /** another graph for predictions, where the network in `eval()` does something else */
  evaluation?: Graph | null;
}

const SIZE = /^(\d*)N([+-]\d+)?$/;

/** The size at batch size `n`. */
export function sizeAt(size: Size, n: number): number {
  if (typeof size === "number") return size;
  const [, times, more] = SIZE.exec(size) as RegExpExecArray;
  return Number(times || 1) * n + Number(more ?? 0);
}

/** The axis along which a batch stands in a value; -1 where none does. */
export const batchAxis = ({ shape }: TapeValue) => shape.findIndex((s) => typeof s === "string");

/** A number as text: a size, an infinity or NaN, "2/(16N-1)"; undefined where it is none. */
function numberAt(text: string, n: number): number | undefined {
  if (SIZE.test(text)) return sizeAt(text, n);
  if (/^(NaN|-?Infinity)$/.test(text)) return Number(text);
  const [, above, below] = /^(.+)\/\((.+)\)$/.exec(text) ?? [];
  return above ? Number(above) / sizeAt(below, n) : undefined;
}

/** The arguments of an op at batch size `n`. */
// biome-ignore lint/suspicious/noExplicitAny: each op has arguments of its own
export function argsAt(args: any, n: number): any {
  if (typeof args === "string") return numberAt(args, n) ?? args;
  if (Array.isArray(args)) return args.map((arg) => argsAt(arg, n));
  if (!args || typeof args !== "object") return args;
  return Object.fromEntries(Object.entries(args).map(([key, arg]) => [key, argsAt(arg, n)]));
}

/** The values that an op reads. */
export const inputsOf = (op: TapeOp): number[] =>
  Object.values(op.inputs)
    .flat()
    .filter((v) => v !== null);

/** Whether an op's outputs are memory of its input. */
export const isView = ({ op }: TapeOp) => VIEWS.has(op);

/** What a view looks at, and of other values they themselves. */
export function rootsOf(ops: TapeOp[]): (v: number) => number {
  const roots = new Map<number, number>();
  const rootOf = (v: number) => roots.get(v) ?? v;
  for (const op of ops.filter(isView)) {
    for (const v of op.outputs) if (v !== null) roots.set(v, rootOf(op.inputs.self as number));
  }
  return rootOf;
}

/** The ops, in order, without which the values `wanted` cannot be had. */
export function opsFor({ ops }: Graph, wanted: number[]): TapeOp[] {
  const needed = new Set(wanted);
  const found: TapeOp[] = [];
  for (const op of [...ops].reverse()) {
    if ((RANDOM && DRAWS.has(op.op)) || op.outputs.some((o) => o !== null && needed.has(o))) {
      found.unshift(op);
      for (const v of inputsOf(op)) needed.add(v);
    }
  }
  return found;
}
