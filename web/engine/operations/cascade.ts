// Sums of float32 in the order in which torch adds them up (SumKernel.cpp), which decides the last bits.

import type { Tensor } from "../tensor";
import type { Call } from "./operation";
import { eachRow, layOut } from "./strides";

const { ceil, fround, log2, max } = Math;

/** Vectors of torch's kernel have so many numbers; as many columns or fewer go by others. */
const VECTOR = 8;

/**
 * Σ of n numbers, `step` words apart: runs of 16 or more are added up by themselves, as many such sums
 * by themselves, and again; what is left comes first.
 */
function cascade(f: Float32Array, x: number, step: number, n: number): number {
  const power = max(4, ceil(log2(max(n, 1))) >> 2);
  const run = 1 << power;
  const sums = [0, 0, 0];
  const add = (from: number, end: number) => {
    let sum = 0;
    for (let i = from, p = x + from * step; i < end; i++, p += step) sum = fround(sum + f[p]);
    return sum;
  };
  let done = 0;
  while (done + run <= n) {
    let carried = add(done, done + run);
    done += run;
    for (let level = 0; level < 3; level++) {
      sums[level] = fround(sums[level] + carried);
      if (level === 2 || done & ((run - 1) << ((level + 1) * power))) break;
      carried = sums[level];
      sums[level] = 0;
    }
  }
  return sums.reduce((sum, one) => fround(sum + one), add(done, n));
}

/** The same in four such sums, each of every fourth number; what is left is added to the first. */
function cascades(f: Float32Array, x: number, step: number, n: number): number {
  const each = n >> 2;
  let sum = cascade(f, x, 4 * step, each);
  for (let i = 4 * each; i < n; i++) sum = fround(sum + f[x + i * step]);
  for (let i = 1; i < 4; i++) sum = fround(sum + cascade(f, x + i * step, 4 * step, each));
  return sum;
}

interface Axis {
  size: number;
  /** words from one number to the next: of x, and of y, 0 where it is summed */
  sx: number;
  sy: number;
}

/** The axes as torch goes through them: what is summed first, within it from short steps to long ones. */
function axesOf(x: Tensor, y: Tensor, dims: number[]): Axis[] {
  const kept = x.shape.map((_, d) => d).filter((d) => !dims.includes(d));
  const own = y.shape.length === x.shape.length ? kept.map((d) => y.strides[d]) : y.strides;
  const all = x.shape.map((size, d) => {
    return { size, sx: x.strides[d], sy: dims.includes(d) ? 0 : own[kept.indexOf(d)] };
  });
  const axes = all.filter(({ size }) => size > 1).reverse();
  axes.sort((a, b) => +(a.sy !== 0) - +(b.sy !== 0) || a.sy - b.sy || a.sx - b.sx);
  const merged: Axis[] = [];
  for (const axis of axes) {
    const last = merged[merged.length - 1];
    if (last && axis.sx === last.sx * last.size && axis.sy === last.sy * last.size) {
      last.size *= axis.size;
    } else merged.push({ ...axis });
  }
  return merged;
}

/** y = end(Σ x) over the axes `dims`, all numbers being float32. */
export function cascaded(
  { k, f32: f }: Call,
  x: Tensor,
  y: Tensor,
  dims: number[],
  end: (sum: number) => number,
): () => void {
  const one = { size: 1, sx: 0, sy: 0 };
  const [first = one, second = one, ...more] = axesOf(x, y, dims);
  const [n, m] = [first.size, second.size];
  const inLine = first.sx === 1 && n >= VECTOR;
  const columns = !inLine && second.sx === 1 && m >= VECTOR;
  const block = columns && first.sx === m && second.sy === 1 && !more.length;
  // so many columns are summed side by side, without a split in four
  const beside = columns ? m - (m % (4 * VECTOR)) : first.sx < second.sx ? 0 : m - (m % 4);
  const add = (to: number, from: number) => {
    if (block) return k.sumRows(from, to, n, m);
    for (let j = 0; j < m; j++, from += second.sx, to += second.sy) {
      if (inLine && !first.sy) f[to] += k.sumLine(from, n);
      else if (!first.sy) f[to] += (j < beside ? cascade : cascades)(f, from, first.sx, n);
      else for (let i = 0; i < n; i++) f[to + i * first.sy] += f[from + i * first.sx];
    }
  };
  const through = (to: number, from: number, rest: Axis[]) => {
    const axis = rest[rest.length - 1];
    if (!axis) return add(to, from);
    const within = rest.slice(0, -1);
    for (let i = 0; i < axis.size; i++) through(to + i * axis.sy, from + i * axis.sx, within);
  };
  const rows = layOut(y.shape, y.strides);
  const [step] = rows.steps;
  const each = (change: (sum: number) => number) =>
    eachRow(rows, [y.at], (at) => {
      for (let i = 0, p = at; i < rows.length; i++, p += step) f[p] = change(f[p]);
    });
  return () => {
    each(() => 0);
    if (x.numel) through(y.at, x.at, more);
    each(end);
  };
}
