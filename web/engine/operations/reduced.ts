// The axes that a reduction takes away, and its loops through memory; sums in double.

import type { Tensor } from "../tensor";
import { axis, type Call, memoryOf } from "./operation";
import { eachRow, layOut, type Rows } from "./strides";

/** The axes that a reduction takes away: all, unless some are named. */
export function reducedAxes(dim: number | number[] | null | undefined, x: Tensor): number[] {
  const dims = dim === undefined || dim === null ? [] : [dim].flat();
  const all = x.shape.map((_, d) => d);
  return dims.length ? dims.map((d) => axis(d, x)).filter((d) => d < all.length) : all;
}

/** The loop over the numbers of `y`, and that over those of `x` which make one of them. */
export function reduction(x: Tensor, y: Tensor, dims: number[]): { around: Rows; within: Rows } {
  const pick = (from: number[], of: number[]) => of.map((d) => from[d]);
  const kept = x.shape.map((_, d) => d).filter((d) => !dims.includes(d));
  // with keepdim the axes of y are those of x
  const own = y.shape.length === x.shape.length ? pick(y.strides, kept) : y.strides;
  return {
    around: layOut(pick(x.shape, kept), own, pick(x.strides, kept)),
    within: layOut(pick(x.shape, dims), pick(x.strides, dims)),
  };
}

/** y = end(Σ x) over some axes, in double. */
export function sumOver(
  call: Call,
  x: Tensor,
  y: Tensor,
  dims: number[],
  end: (sum: number) => number = (sum) => sum,
): () => void {
  const [f, out] = [memoryOf(call, x), memoryOf(call, y)];
  const { around, within } = reduction(x, y, dims);
  const [n, m] = [around.length, within.length];
  const [sy, sx] = around.steps;
  const [step] = within.steps;
  const sums = new Float64Array(n);
  const add = (at: number) => {
    if (Math.abs(step) <= Math.abs(sx)) {
      for (let i = 0; i < n; i++) {
        let sum = 0;
        for (let j = 0, p = at + i * sx; j < m; j++, p += step) sum += f[p];
        sums[i] += sum;
      }
    } else {
      for (let j = 0; j < m; j++) {
        for (let i = 0, p = at + j * step; i < n; i++, p += sx) sums[i] += f[p];
      }
    }
  };
  const row = (to: number, from: number) => {
    sums.fill(0);
    eachRow(within, [from], add);
    for (let i = 0; i < n; i++) out[to + i * sy] = end(sums[i]);
  };
  return () => eachRow(around, [y.at, x.at], row);
}
