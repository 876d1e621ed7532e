// Sums of float32 over some axes, in the order in which torch adds them up.

import type { Tensor } from "../tensor";
import { listOf } from "./alongside";
import type { Call } from "./operation";
import { eachRow, layOut } from "./strides";

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

/** y = Σ x / parts over the axes `dims`, all numbers being float32. */
export function cascaded(
  call: Call,
  x: Tensor,
  y: Tensor,
  dims: number[],
  parts: number,
): () => void {
  const { k, f32: f } = call;
  const axes = axesOf(x, y, dims);
  const one = { size: 1, sx: 0, sy: 0 };
  if (axes[0]?.sy !== 0) axes.unshift(one); // nothing is summed
  const [first, second = one, ...more] = axes;
  const around = more.reverse();
  const { list, ready } = listOf(
    call,
    around.map(({ size }) => size),
    [around.map(({ sy }) => sy), around.map(({ sx }) => sx)],
  );
  // where more axes are summed, each of their places adds to what the last has left
  const fresh = axes.slice(1).every(({ sy }) => sy !== 0);
  const rows = layOut(y.shape, y.strides);
  const [step] = rows.steps;
  const each = (change: (sum: number) => number) =>
    eachRow(rows, [y.at], (at) => {
      for (let i = 0, p = at; i < rows.length; i++, p += step) f[p] = change(f[p]);
    });
  const [n, m, xStep, yStep] = [first.size, second.size, second.sx, second.sy];
  const sums = () => {
    ready();
    k.sums(x.at, y.at, list, n, m, first.sx, xStep, yStep, fresh, fresh ? parts : 1);
  };
  if (fresh && x.numel) return sums;
  return () => {
    each(() => 0);
    if (x.numel) sums();
    each((sum) => sum / parts);
  };
}
