// What makes fewer numbers of many, along some axes or all.

import { dtypeOf, FLOAT, int64 } from "../dtypes";
import { type Entry, planned, type Rule } from "../entry";
import { layout } from "../layout";
import { reducedAxes, reducedShape } from "../shapes";

const sum: Rule = ({ self, dim = null, keepdim = false, dtype: code }) => {
  const { shape, dtype } = self.layout;
  const result = code !== null ? dtypeOf(code) : dtype.kind === FLOAT ? dtype : int64;
  const dims = dim === null ? null : [dim].flat();
  const reduced = reducedAxes(dims, shape.length);
  const named = reduced.flatMap((is, d) => (is ? [d] : []));
  return {
    engine: "sum",
    // of a tensor without axes there is nothing to take away
    args: named.length === shape.length ? { keepdim } : { dim: named, keepdim },
    ins: { self: ["self", result] },
    outs: [layout(result, reducedShape(shape, reduced, keepdim))],
    compute: result,
  };
};

export const reductions: Entry[] = [
  ...planned(
    sum,
    "sum(Tensor self, *, ScalarType? dtype=None) -> Tensor",
    "sum.dim_IntList(Tensor self, int[1]? dim, bool keepdim=False, *, ScalarType? dtype=None) -> Tensor",
  ),
];
