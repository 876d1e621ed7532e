// What makes fewer numbers of many, along some axes or all; and running results along one.

import type { Plan } from "../context";
import { BOOL, bool, type Dtype, dtypeOf, FLOAT, int64, uint8 } from "../dtypes";
import { type Entry, planned, type Rule } from "../entry";
import { check } from "../errors";
import { type Layout, layout } from "../layout";
import type { Args } from "../schema";
import { axisOf, checkFull, reducedAxes, reducedShape } from "../shapes";
import { plainArgs } from "./elementwise";

interface Meaning {
  /** the dtype in which it is computed, which is that of the first output too unless `result` says */
  compute?: (dtype: Dtype, a: Args) => Dtype;
  result?: (dtype: Dtype) => Dtype;
  /** dtypes of further outputs, of the same shape */
  more?: (Dtype | "same")[];
  /** how it is called in a sentence, where nothing comes of no numbers */
  empty?: string;
}

/** The axes that a call names, none for all. */
const dimsOf = ({ dim }: Args): number[] | null =>
  dim === null || dim === undefined ? null : [dim].flat();

function reduce(engine: string, meaning: Meaning): Rule {
  return (a): Plan => {
    const { shape, dtype, numel } = a.self.layout as Layout;
    const asked = a.dtype === null || a.dtype === undefined ? dtype : dtypeOf(a.dtype);
    const compute = meaning.compute?.(asked, a) ?? asked;
    const dims = dimsOf(a);
    const reduced = reducedAxes(dims, shape.length);
    if (meaning.empty) {
      const place = meaning.empty.startsWith("arg"); // whose sentences are others
      check(
        numel > 0 || Boolean(dims?.length),
        () =>
          `${meaning.empty}(): Expected reduction dim to be specified for input.numel() == 0.${place ? "" : " Specify the reduction dim with the 'dim' argument."}`,
        place ? "IndexError" : "RuntimeError",
      );
      for (const dim of dims ?? []) {
        const d = axisOf(dim, shape.length);
        checkFull(meaning.empty, shape, d, /^am/.test(meaning.empty) ? dim : d);
      }
    }
    const left = reducedShape(shape, reduced, Boolean(a.keepdim));
    const result = meaning.result?.(compute) ?? compute;
    const named = reduced.flatMap((is, d) => (is ? [d] : []));
    const args = plainArgs(a);
    delete args.dim;
    if (named.length < shape.length) args.dim = named;
    const outs = [result, ...(meaning.more ?? [])].map((of) =>
      layout(of === "same" ? result : of, left),
    );
    return { engine, args, ins: { self: ["self", compute] }, outs, compute };
  };
}

const wide = (dtype: Dtype, a: Args) =>
  dtype.kind === FLOAT || typeof a.dtype === "number" ? dtype : int64;

const floating = (name: string) => (dtype: Dtype) => {
  check(
    dtype.kind === FLOAT,
    () =>
      `${name}(): could not infer output dtype. Input dtype must be either a floating point or complex dtype. Got: ${dtype.title}`,
  );
  return dtype;
};
const spread = (name: string) => (dtype: Dtype) => {
  const called = /_mean/.test(name) ? name : "std and var";
  check(dtype.kind === FLOAT, () => `${called} only support floating point and complex dtypes`);
  return dtype;
};

const notBool = (name: string) => (dtype: Dtype) => {
  check(dtype.kind !== BOOL, () => `${name}(): does not support bool input`);
  return dtype;
};

const truth = (dtype: Dtype) => (dtype === uint8 ? uint8 : bool);
const [optional, one] = ["int[1]? dim", "int dim"];
const keep = "bool keepdim=False";

const running =
  (engine: string): Rule =>
  (a): Plan => {
    const { shape, dtype } = a.self.layout as Layout;
    const given = a.dtype === null ? dtype : dtypeOf(a.dtype);
    const compute = wide(given, a);
    axisOf(a.dim, shape.length);
    return {
      ...{ engine, compute, args: plainArgs(a), ins: { self: ["self", compute] } },
      outs: [layout(compute, shape)],
    };
  };

const norm = (dtype: Dtype) => {
  check(
    dtype.kind === FLOAT,
    () =>
      `linalg.vector_norm: Expected a floating point or complex tensor as input. Got ${dtype.title}`,
  );
  return dtype;
};

const normed = (dtype: Dtype) => {
  check(
    dtype.kind === FLOAT,
    () =>
      `norm(): input dtype should be either floating point or complex. Got ${dtype.title} instead.`,
  );
  return dtype;
};

const deviations = (name: string, mean: boolean): Entry[] => {
  const compute = spread(mean ? `${name.split("_")[0]}_mean` : name);
  const result = mean ? "(Tensor, Tensor)" : "Tensor";
  return planned(
    reduce(name, { compute, more: mean ? ["same"] : [] }),
    `${name}(Tensor self, bool unbiased=True) -> ${result}`,
    `${name}.dim(Tensor self, ${optional}, bool unbiased=True, ${keep}) -> ${result}`,
    `${name}.correction(Tensor self, ${optional}=None, *, Scalar? correction=None, ${keep}) -> ${result}`,
  );
};

export const reductions: Entry[] = [
  ...planned(
    reduce("sum", { compute: wide }),
    "sum(Tensor self, *, ScalarType? dtype=None) -> Tensor",
    `sum.dim_IntList(Tensor self, ${optional}, ${keep}, *, ScalarType? dtype=None) -> Tensor`,
  ),
  ...planned(
    reduce("prod", { compute: wide }),
    "prod(Tensor self, *, ScalarType? dtype=None) -> Tensor",
    `prod.dim_int(Tensor self, ${one}, ${keep}, *, ScalarType? dtype=None) -> Tensor`,
  ),
  ...planned(
    reduce("mean", { compute: floating("mean") }),
    "mean(Tensor self, *, ScalarType? dtype=None) -> Tensor",
    `mean.dim(Tensor self, ${optional}, ${keep}, *, ScalarType? dtype=None) -> Tensor`,
  ),
  ...["any", "all"].flatMap((name) =>
    planned(
      reduce(name, { result: truth }),
      `${name}(Tensor self) -> Tensor`,
      `${name}.dim(Tensor self, ${one}, ${keep}) -> Tensor`,
      `${name}.dims(Tensor self, int[]? dim=None, ${keep}) -> Tensor`,
    ),
  ),
  ...["amax", "amin"].flatMap((name) =>
    planned(
      reduce(name, { empty: name }),
      `${name}(Tensor self, int[1] dim=[], ${keep}) -> Tensor`,
    ),
  ),
  ...["max", "min"].flatMap((name) => [
    ...planned(reduce(name, { empty: name }), `${name}(Tensor self) -> Tensor`),
    ...planned(
      reduce(name, { empty: name, more: [int64] }),
      `${name}.dim(Tensor self, ${one}, ${keep}) -> (Tensor values, Tensor indices)`,
    ),
  ]),
  ...["argmax", "argmin"].flatMap((name) =>
    planned(
      reduce(name, { empty: name, result: () => int64, compute: notBool(name) }),
      `${name}(Tensor self, int? dim=None, ${keep}) -> Tensor`,
    ),
  ),
  ...deviations("std", false),
  ...deviations("var", false),
  ...deviations("std_mean", true),
  ...deviations("var_mean", true),
  ...planned(
    reduce("logsumexp", { compute: (dtype) => (dtype.kind === FLOAT ? dtype : dtypeOf(6)) }),
    `logsumexp(Tensor self, int[1] dim, ${keep}) -> Tensor`,
  ),
  ...planned(
    reduce("linalg_vector_norm", { compute: norm }),
    `linalg_vector_norm(Tensor self, Scalar ord=2, ${optional}=None, ${keep}, *, ScalarType? dtype=None) -> Tensor`,
  ),
  ...planned(
    reduce("norm", { compute: normed }),
    "norm.Scalar(Tensor self, Scalar p=2) -> Tensor",
    `norm.ScalarOpt_dim(Tensor self, Scalar? p, int[1] dim, ${keep}) -> Tensor`,
    "norm.ScalarOpt_dim_dtype(Tensor self, Scalar? p, int[1] dim, bool keepdim, *, ScalarType dtype) -> Tensor",
    "norm.ScalarOpt_dtype(Tensor self, Scalar? p, *, ScalarType dtype) -> Tensor",
  ),
  ...planned(
    reduce("count_nonzero", { result: () => int64 }),
    "count_nonzero(Tensor self, int? dim=None) -> Tensor",
    "count_nonzero.dim_IntList(Tensor self, int[] dim) -> Tensor",
  ),
  ...planned(
    running("cumsum"),
    "cumsum(Tensor self, int dim, *, ScalarType? dtype=None) -> Tensor",
  ),
  ...planned(
    running("cumprod"),
    "cumprod(Tensor self, int dim, *, ScalarType? dtype=None) -> Tensor",
  ),
];
