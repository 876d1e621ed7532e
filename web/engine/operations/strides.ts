// How loops go through tensors that lie in memory in any way: row by row, axes merged where they can
// be, so that a row is long.

import type { Kernels } from "../kernels/types";
import type { Tensor } from "../tensor";

/** Rows of `length` numbers; operand o moves by `steps[o]` within one. */
export interface Rows {
  length: number;
  steps: number[];
  /** sizes of the axes around a row, and for each operand the strides there */
  sizes: number[];
  strides: number[][];
}

/** Visits one row: where it starts in the first, second, … operand. */
export type Visit = (a: number, b: number, c: number, d: number, e: number) => void;

/** Strides that read `t` as if it were of `shape`: an axis of one, or a missing one, repeats. */
export function broadcast(t: Tensor, shape: number[]): number[] {
  const missing = shape.length - t.shape.length;
  return shape.map((_, d) =>
    d < missing || t.shape[d - missing] === 1 ? 0 : t.strides[d - missing],
  );
}

/**
 * Lay out the loop over `shape`, in any order, for operands with these strides. The axes are sorted
 * by the first operand's strides, the smallest last, and neighbours merged.
 */
export function layOut(shape: number[], ...strides: number[][]): Rows {
  const axes = shape.map((_, d) => d).filter((d) => shape[d] !== 1);
  axes.sort((d, e) => strides[0][e] - strides[0][d] || d - e);
  const sizes: number[] = [];
  const found: number[][] = strides.map(() => []);
  for (const d of axes) {
    const last = sizes.length - 1;
    const joins = last >= 0 && strides.every((s, o) => found[o][last] === s[d] * shape[d]);
    if (joins) sizes[last] *= shape[d];
    else sizes.push(shape[d]);
    strides.forEach((s, o) => {
      found[o][joins ? last : last + 1] = s[d];
    });
  }
  const length = sizes.pop() ?? 1;
  const steps = found.map((s) => s.pop() ?? 0);
  return { length, steps, sizes, strides: found };
}

/** Visit every row, the operands starting at these words; nothing where a size is 0. */
export function eachRow({ length, sizes, strides }: Rows, starts: number[], visit: Visit) {
  if (!length || sizes.includes(0)) return;
  if (!sizes.length) return visit(starts[0], starts[1], starts[2], starts[3], starts[4]);
  const at = [...starts];
  const index = sizes.map(() => 0);
  for (;;) {
    visit(at[0], at[1], at[2], at[3], at[4]);
    let d = sizes.length - 1;
    for (; d >= 0; d--) {
      const turn = ++index[d] === sizes[d];
      if (turn) index[d] = 0;
      for (let o = 0; o < at.length; o++) {
        at[o] += turn ? -strides[o][d] * (sizes[d] - 1) : strides[o][d];
      }
      if (!turn) break;
    }
    if (d < 0) return;
  }
}

/** Rows side by side: `count` of them, each `jumps[o]` words behind the last in operand o. */
interface Blocks extends Rows {
  count: number;
  jumps: number[];
}

/** The same loop, two axes of it left to who visits: `eachRow` then goes from block to block. */
export function blocks({ length, steps, sizes, strides }: Rows): Blocks {
  // written out: for a spread among other fields V8 makes a hidden class each time, in old memory
  return {
    length,
    steps,
    count: sizes.at(-1) ?? 1,
    jumps: strides.map((s) => s.at(-1) ?? 0),
    sizes: sizes.slice(0, -1),
    strides: strides.map((s) => s.slice(0, -1)),
  };
}

/**
 * Write `from` in memory x, repeated where it is smaller, to `to` in memory y, as its dtype; what
 * stays as it is in the memory of kernels, by theirs.
 */
export function copyBetween(
  x: Float32Array | Int32Array,
  from: Tensor,
  y: Float32Array | Int32Array,
  to: Tensor,
  kernel?: Kernels["copyBlock"],
): () => void {
  const rows = layOut(to.shape, to.strides, broadcast(from, to.shape));
  if (kernel) {
    // around a row comes first the axis along which x lies, or else the longest
    const [{ sizes, strides }, lies] = [rows, rows.strides[1].indexOf(1)];
    const d = lies < 0 ? sizes.indexOf(Math.max(...sizes)) : lies;
    for (const list of [sizes, ...strides]) list.push(...list.splice(d, 1));
  }
  const all = blocks(rows);
  const { length, steps, count, jumps } = all;
  const [sy, sx] = steps;
  const bool = to.dtype === "bool" && from.dtype !== "bool";
  const block = (b: number, a: number) => {
    for (let r = 0; r < count; r++, b += jumps[0], a += jumps[1]) {
      if (bool) for (let i = 0; i < length; i++) y[b + i * sy] = x[a + i * sx] === 0 ? 0 : 1;
      else for (let i = 0, p = b, q = a; i < length; i++, p += sy, q += sx) y[p] = x[q];
    }
  };
  const visit: typeof block =
    kernel && x === y && !bool
      ? (b, a) => kernel(a, b, length, count, sx, sy, jumps[1], jumps[0])
      : block;
  return () => eachRow(all, [to.at, from.at], visit);
}
