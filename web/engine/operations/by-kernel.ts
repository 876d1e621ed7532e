// Ops that treat each number by itself, and leave all of them to one kernel.

import type { Kernels } from "../kernels/types";
import { type Tensor, wordsOf } from "../tensor";
import { type Call, copy, type Operations, same } from "./operation";

type Run = (...args: number[]) => void;

/** Corresponding numbers stand at corresponding places; those of y are dense. */
export const alike = (t: Tensor, y: Tensor) =>
  same(t.shape, y.shape) && ((t.contiguous && y.contiguous) || same(t.strides, y.strides));

/** Its numbers fill its memory, in whatever order. */
export const dense = (t: Tensor) => wordsOf(t) === t.numel && !t.strides.includes(0);

/**
 * An op of operands by name, in float32 and into an output without gaps; null for others. The kernel
 * gets the places of the operands and of the output, how many numbers there are, and what `more`
 * takes from the arguments. Operands that do not lie as the output does are copied to where they do.
 */
export const byKernel =
  (
    kernel: keyof Kernels,
    names: string[],
    more: (args: Call["args"]) => number[] = () => [],
  ): Operations[string] =>
  (call) => {
    const { y } = call;
    const tensors = names.map((name) => call.in[name]);
    if (!dense(y) || ![y, ...tensors].every((t) => t?.dtype === "float32")) return null;
    const before: (() => void)[] = [];
    const places = tensors.map((t) => {
      if (alike(t, y)) return t.at;
      const twin = { ...y, at: call.scratch(y.numel) };
      before.push(copy(call, t, twin));
      return twin.at;
    });
    const run = call.k[kernel] as Run;
    const rest = more(call.args);
    return () => {
      for (const copy of before) copy();
      run(...places, y.at, y.numel, ...rest);
    };
  };
