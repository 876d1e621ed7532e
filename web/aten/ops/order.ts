// Numbers put in order, and what is found by their order.

import type { Context } from "../context";
import { bool, type Dtype, int64 } from "../dtypes";
import { direct, type Entry, planned } from "../entry";
import { check } from "../errors";
import { type Layout, layout } from "../layout";
import type { Args } from "../schema";
import { axisOf, checkFull } from "../shapes";
import type { Tensor } from "../tensors";
import { likeStrides } from "./factory";
import { fixed } from "./fixed";

const pair = (dtype: Dtype, shape: number[], strides?: number[]) => [
  layout(dtype, shape, strides),
  layout(int64, shape, strides),
];

const sorted = ({ self, dim }: Args) => {
  const { dtype, shape } = self.layout as Layout;
  axisOf(dim, shape.length);
  return pair(dtype, shape, likeStrides(self.layout, null));
};

const topk = ({ self, k, dim }: Args) => {
  const { dtype, shape } = self.layout as Layout;
  const d = axisOf(dim, shape.length);
  check(k >= 0 && k <= (shape[d] ?? 1), () => "selected index k out of range");
  check(dtype !== bool, () => "topk does not support bool dtypes on CPU");
  return pair(
    dtype,
    shape.map((size, e) => (e === d ? k : size)),
  );
};

/** One number of each line. */
const ranked = ({ self, dim, keepdim, k }: Args) => {
  const { dtype, shape } = self.layout as Layout;
  const d = axisOf(dim, shape.length);
  checkFull(k === undefined ? "median" : "kthvalue", shape, d);
  check(
    k === undefined || (k >= 1 && k <= (shape[d] ?? 1)),
    () => `kthvalue(): selected number k out of range for dimension ${d}`,
  );
  return pair(
    dtype,
    keepdim ? shape.map((size, e) => (e === d ? 1 : size)) : shape.filter((_, e) => e !== d),
  );
};

/** Different numbers in order, where each number stands among them, and how often. */
function unique({ self, return_inverse, return_counts }: Args, context: Context): Tensor[] {
  const { dtype, shape } = self.layout as Layout;
  const values = context.read(self);
  const different = [...new Set(values)].sort((a, b) => a - b || 0);
  const place = new Map(different.map((value, i) => [value, i]));
  const counts = new Float64Array(different.length);
  const inverse = values.map((value) => place.get(value) as number);
  for (const i of inverse) counts[i]++;
  return [
    context.from(different, dtype, [different.length]),
    return_inverse || return_counts
      ? context.from(inverse, int64, shape)
      : context.from([], int64, [0]),
    return_counts ? context.from(counts, int64, [counts.length]) : context.from([], int64, [0]),
  ];
}

export const orders: Entry[] = [
  ...planned(
    fixed("sort", sorted),
    "sort(Tensor self, int dim=-1, bool descending=False) -> (Tensor values, Tensor indices)",
    "sort.stable(Tensor self, *, bool? stable, int dim=-1, bool descending=False) -> (Tensor values, Tensor indices)",
  ),
  ...planned(
    fixed("topk", topk),
    "topk(Tensor self, SymInt k, int dim=-1, bool largest=True, bool sorted=True) -> (Tensor values, Tensor indices)",
  ),
  ...planned(
    fixed("kthvalue", ranked),
    "kthvalue(Tensor self, SymInt k, int dim=-1, bool keepdim=False) -> (Tensor values, Tensor indices)",
  ),
  ...planned(
    fixed("median", ranked),
    "median.dim(Tensor self, int dim, bool keepdim=False) -> (Tensor values, Tensor indices)",
  ),
  ...planned(
    fixed("median", ({ self }) => [layout(self.layout.dtype, [])]),
    "median(Tensor self) -> Tensor",
  ),
  ...direct(
    unique,
    "_unique2(Tensor self, bool sorted=True, bool return_inverse=False, bool return_counts=False) -> (Tensor, Tensor, Tensor)",
  ),
];
