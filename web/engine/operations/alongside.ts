// Kernels that go row by row through operands that lie anywhere.

import type { Tensor } from "../tensor";
import { tensor } from "../tensor";
import { dense } from "./by-kernel";
import type { Call } from "./operation";
import { blocks, broadcast, layOut } from "./strides";

/** What a kernel of rows is told of them, see assembly/loop.ts; `list` once `ready` has run. */
interface Loop {
  length: number;
  count: number;
  /** words within a row, and from row to row, of y and of each operand */
  steps: number[];
  jumps: number[];
  list: number;
  ready(): void;
}

/** The loop over the rows of y; null where its numbers do not stand side by side. */
export function loopOver(call: Call, y: Tensor, operands: Tensor[]): Loop | null {
  const all = operands.map((t) => broadcast(t, y.shape));
  const { length, count, steps, jumps, sizes, strides } = blocks(
    layOut(y.shape, y.strides, ...all),
  );
  if ((steps[0] !== 1 && length > 1) || !y.numel) return null;
  return { length, count, steps, jumps, ...listOf(call, sizes, strides) };
}

/** A sum, as the kernel `arith` numbers what it does. */
export const ADD = 0;

/** The kernel `arith`, as a call of it. */
export function meeting(
  { k }: Call,
  y: Tensor,
  [a, b]: Tensor[],
  { length, count, steps, jumps, list, ready }: Loop,
  kind: number,
  alpha = 1,
): () => void {
  const [, sa, sb] = steps;
  const [down, ...next] = jumps;
  return () => {
    ready();
    k.arith(a.at, b.at, y.at, list, length, count, kind, alpha, sa, sb, down, next[0], next[1]);
  };
}

/** The list of the axes around a kernel's rows, in memory that it borrows. */
export function listOf(call: Call, sizes: number[], strides: number[][]) {
  if (!sizes.length) return { list: 0, ready: () => {} };
  const axes = sizes.flatMap((size, d) => [
    size,
    0,
    ...[0, 1, 2, 3].map((o) => strides[o]?.[d] ?? 0),
  ]);
  const list = call.scratch(1 + axes.length);
  return { list, ready: () => call.i32.set([sizes.length, ...axes], list) };
}

/** Operands by name, as float32 once `ready` has run; null for what lies with gaps and is not. */
export function floatsOf(call: Call, names: string[]) {
  const before: (() => void)[] = [];
  const operands = names.map((name): Tensor | null => {
    const t = call.in[name];
    if (t?.dtype === "float32") return t;
    const at = call.scratch(t?.numel ?? 1);
    if (!t) {
      const value = Number(call.args[name] ?? 1);
      before.push(() => {
        call.f32[at] = value;
      });
      return tensor(at, []);
    }
    before.push(() => call.k.floats(t.at, at, t.numel));
    return dense(t) ? { ...t, at, dtype: "float32" } : null;
  });
  const ready = () => {
    for (const prepare of before) prepare();
  };
  return operands.every((t) => t) ? { operands: operands as Tensor[], ready } : null;
}
