// What an operation is: a function that binds a kernel to memory. Its name is aten's, and where it
// stands decides whether every page loads it (core.ts) or those whose network needs it (all.ts).

import type { Kernels } from "../kernels/types";
import { type Part, Stop, type Vector } from "../parts";
import { type Tensor, tensor } from "../tensor";
import { copyBetween } from "./strides";

/** What random numbers start from, and where they are. */
export interface Random {
  seed: number;
  generator?: { save(): unknown };
  /** where the generator is to go on, as its `save` gave it */
  saved?: unknown;
}

type Memory = Pick<Call, "f32" | "i32" | "k">;

/** What an operation finds when it is bound to memory. */
export interface Call {
  k: Kernels;
  f32: Float32Array;
  i32: Int32Array;
  // biome-ignore lint/suspicious/noExplicitAny: each op has arguments of its own
  args: Record<string, any>;
  in: Record<string, Tensor>;
  /** arguments that are lists of tensors */
  lists: Record<string, (Tensor | null)[]>;
  /** null where nobody wants it */
  out: (Tensor | null)[];
  /** the first output */
  y: Tensor;
  /** the state of the random numbers, which operations/random.ts keeps */
  random: Random;
  /** the part of a batch that this is, where the operation may need the whole batch */
  part?: Part | null;
  /** borrow memory for the time of this call */
  scratch(words: number): number;
}

/** What it binds may return a `Stop`, to go on when it has what the other shards found. */
export type Bind = (call: Call) => () => unknown;
/** By name; null for a call that they do not take. */
export type Operations = Record<string, (call: Call) => (() => unknown) | null>;

/** Go on with the vectors of all shards by rank; of a batch that is whole with this one alone. */
export const together = (
  { part }: Call,
  vector: Vector,
  next: (all: Vector[]) => unknown,
): unknown => (part ? new Stop([vector], next) : next([vector]));

/** The memory that a tensor's numbers are in. */
export const memoryOf = (memory: Pick<Call, "f32" | "i32">, { dtype }: Tensor) =>
  dtype === "float32" ? memory.f32 : memory.i32;

/** An argument that is one number, or one for each of `n` axes: `3`, `[3]` and `[3, 3]` alike. */
export function each(arg: number | number[] | undefined | null, n: number, otherwise: number[]) {
  const list = typeof arg === "number" ? [arg] : (arg ?? []);
  if (!list.length) return otherwise;
  return list.length === 1 ? Array<number>(n).fill(list[0]) : list;
}

/** The axis `dim`, which may count from the last. */
export const axis = (dim: number, { shape }: Tensor) =>
  dim < 0 ? dim + Math.max(1, shape.length) : dim;

/** Values that an argument may have, by its name; null where it is left out. */
export type Allowed = Record<string, unknown[]>;

/** An op for calls with these arguments; null for others. */
export const only =
  (allowed: Allowed, bind: Operations[string]): Operations[string] =>
  (call) =>
    Object.entries(allowed).every(([name, values]) =>
      values.some((value) => `${value}` === `${call.args[name] ?? null}`),
    )
      ? bind(call)
      : null;

export const same = (a: number[], b: number[]) =>
  a.length === b.length && a.every((x, i) => x === b[i]);

/** Write `from`, repeated where it is smaller, into `to`; a number becomes one of `to`'s dtype. */
export const copy = (memory: Memory, from: Tensor, to: Tensor) =>
  copyBetween(memoryOf(memory, from), from, memoryOf(memory, to), to, memory.k.copyBlock);

/**
 * An op whose operands and outputs lie in reading order; those that do not are copied around it. Of
 * one that takes operands as they are, `operands` is false.
 */
export function ordered(bind: Bind, operands = true): Bind {
  return (call) => {
    const before: (() => void)[] = [];
    const after: (() => void)[] = [];
    const twin = ({ shape, dtype, numel }: Tensor) => tensor(call.scratch(numel), shape, dtype);
    const put = (t: Tensor) => {
      if (t.contiguous || !operands) return t;
      const ours = twin(t);
      before.push(copy(call, t, ours));
      return ours;
    };
    const take = (t: Tensor | null) => {
      if (!t || t.contiguous) return t;
      const ours = twin(t);
      after.push(copy(call, ours, t));
      return ours;
    };
    const entries = Object.entries(call.in).map(([name, t]) => [name, put(t)]);
    const lists = Object.entries(call.lists).map(([name, list]) => {
      return [name, list.map((t) => t && put(t))];
    });
    const out = call.out.map(take);
    const run = bind({
      ...call,
      in: Object.fromEntries(entries),
      lists: Object.fromEntries(lists),
      out,
      y: out[0] as Tensor,
    });
    if (!before.length && !after.length) return run;
    const finish = (found: unknown): unknown => {
      if (found instanceof Stop) return new Stop(found.pieces, (all) => finish(found.next(all)));
      for (const copy of after) copy();
      return null;
    };
    return () => {
      for (const copy of before) copy();
      return finish(run());
    };
  };
}
