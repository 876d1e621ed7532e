// Tensors out of nothing, or as another one is.

import type { Context } from "../context";
import {
  bool,
  checkFits,
  type Dtype,
  dtypeOf,
  FLOAT,
  float64,
  int64,
  standard,
  WHOLE,
} from "../dtypes";
import { direct, type Entry, planned } from "../entry";
import { check } from "../errors";
import { channelsLast, inOrder, type Layout, layout, orderedAs } from "../layout";
import type { Args, Num } from "../schema";
import { shown } from "../shapes";
import type { Tensor } from "../tensors";

/** Memory formats, as c10 numbers them. */
export const [CONTIGUOUS, PRESERVE, CHANNELS_LAST, CHANNELS_LAST_3D] = [0, 1, 2, 3];

/** Strides of a tensor that is to lie as this one, without gaps. */
export function likeStrides(of: Layout, format: number | null): number[] {
  const { shape, strides, dense } = of;
  if (format === CONTIGUOUS) return inOrder(shape);
  if (format === CHANNELS_LAST || format === CHANNELS_LAST_3D) {
    const [rank, end] = format === CHANNELS_LAST ? [4, ""] : [5, "_3d"];
    check(
      shape.length === rank,
      () => `required rank ${rank} tensor to use channels_last${end} format`,
    );
    return channelsLast(shape);
  }
  return dense ? strides : orderedAs(shape, [strides]);
}

const dtypeFrom = (code: number | null, otherwise: Dtype) =>
  code === null ? otherwise : dtypeOf(code);

/** What numbers of this kind are kept as. */
const kept = (kind: number) => (kind === FLOAT ? standard.dtype : kind === WHOLE ? int64 : bool);

function checkSizes(shape: number[]) {
  check(
    shape.every((size) => size >= 0),
    () =>
      `Trying to create tensor with negative dimension ${shape.find((size) => size < 0)}: ${shown(shape)}`,
  );
  return shape;
}

/** Raises where a number has no place in a tensor; of one in halves torch makes an infinity. */
export function checkFilled(given: Num, { dtype, numel }: Layout) {
  if (numel !== 1 || dtype.kind !== FLOAT || dtype.size !== 2) checkFits(given, dtype);
}

function full(context: Context, dtype: Dtype, shape: number[], given: Num, strides?: number[]) {
  const t = context.first(dtype, checkSizes(shape), strides);
  checkFilled(given, t.layout);
  context.fill(t, given.value);
  return t;
}

const [ZERO, ONE]: Num[] = [0, 1].map((value) => ({ kind: WHOLE, value }));

const OPTIONS =
  "ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None";

const like =
  (value: (a: Args) => Num) =>
  (a: Args, context: Context): Tensor => {
    const { self, dtype, memory_format } = a;
    const of = self.layout as Layout;
    const as = dtypeFrom(dtype, of.dtype);
    return full(context, as, of.shape, value(a), likeStrides(of, memory_format));
  };

const fresh =
  (value: (a: Args) => Num) =>
  ({ self, size, dtype, ...a }: Args, context: Context): Tensor => {
    const as = dtypeFrom(dtype, self ? self.layout.dtype : standard.dtype);
    const strides = a.memory_format && likeStrides(layout(as, checkSizes(size)), a.memory_format);
    return full(context, as, size, value(a), strides || undefined);
  };

const fillValue = ({ fill_value }: Args): Num => fill_value;

/** As C++ prints it. */
const said = ({ value }: Num) => String(value).replace("NaN", "nan").replace("Infinity", "inf");

const whole = ({ kind, value }: Num): Num => ({ kind, value: Math.trunc(value) });

/** How many numbers there are from `start` to below `end`; int64 counts with whole ones. */
function lengthOf(dtype: Dtype, start: Num, end: Num, step: Num): number {
  const all = [start, end, step].map(dtype === int64 ? whole : (one) => one);
  const [from, to, by] = all.map(({ value }) => value);
  check(step.value !== 0, () => "step must be nonzero");
  check(
    Number.isFinite(start.value) && Number.isFinite(end.value),
    () => `unsupported range: ${said(start)} -> ${said(end)}`,
  );
  check(
    step.value > 0 ? end.value >= start.value : end.value <= start.value,
    () => "upper bound and lower bound inconsistent with step sign",
  );
  check(by !== 0, () => "step must be nonzero", "ValueError");
  return Math.ceil((to - from) / by);
}

const arange = ({ start, end, step, dtype }: Args) => {
  const [from, by]: Num[] = [start ?? ZERO, step ?? ONE];
  const kind = Math.max(from.kind, end.kind, by.kind, WHOLE);
  const as = dtypeFrom(dtype, kind === FLOAT ? standard.dtype : int64);
  check(as !== bool, () => `"arange_cpu" not implemented for 'Bool'`, "NotImplementedError");
  const [first, stride] = as.kind === FLOAT ? [from, by] : [whole(from), whole(by)];
  return {
    engine: "arange",
    args: { start: first.value, step: stride.value },
    ins: {},
    outs: [layout(as, [lengthOf(as, from, end, by)])],
    compute: as.kind === FLOAT ? as : float64,
  };
};

const eye = ({ n, m, dtype }: Args) => {
  const as = dtypeFrom(dtype, standard.dtype);
  check(n >= 0, () => `n must be greater or equal to 0, got ${n}`);
  check((m ?? 0) >= 0, () => `m must be greater or equal to 0, got ${m}`);
  return { engine: "eye", args: {}, ins: {}, outs: [layout(as, [n, m ?? n])], compute: as };
};

export const factories: Entry[] = [
  ...direct(
    fresh(() => ZERO),
    `zeros(SymInt[] size, *, ${OPTIONS}) -> Tensor`,
    `empty.memory_format(SymInt[] size, *, ${OPTIONS}, MemoryFormat? memory_format=None) -> Tensor`,
    `new_zeros(Tensor self, SymInt[] size, *, ${OPTIONS}) -> Tensor`,
    `new_empty(Tensor self, SymInt[] size, *, ${OPTIONS}) -> Tensor`,
  ),
  ...direct(
    fresh(() => ONE),
    `ones(SymInt[] size, *, ${OPTIONS}) -> Tensor`,
    `new_ones(Tensor self, SymInt[] size, *, ${OPTIONS}) -> Tensor`,
  ),
  ...direct(
    ({ size, fill_value, dtype }, context) =>
      full(context, dtypeFrom(dtype, kept(fill_value.kind)), size, fill_value),
    `full(SymInt[] size, Scalar fill_value, *, ${OPTIONS}) -> Tensor`,
  ),
  ...direct(
    fresh(fillValue),
    `new_full(Tensor self, SymInt[] size, Scalar fill_value, *, ${OPTIONS}) -> Tensor`,
  ),
  ...direct(
    ({ size, stride, self, dtype }, context) => {
      check(
        size.length === stride.length,
        () =>
          `dimensionality of sizes (${size.length}) must match dimensionality of strides (${stride.length})`,
      );
      check(
        stride.every((step: number) => step >= 0),
        () =>
          `Storage size calculation overflowed with sizes=${shown(size)} and strides=${shown(stride)}`,
      );
      const as = dtypeFrom(dtype, self ? self.layout.dtype : standard.dtype);
      return full(context, as, size, ZERO, stride);
    },
    `empty_strided(SymInt[] size, SymInt[] stride, *, ${OPTIONS}) -> Tensor`,
    `new_empty_strided(Tensor self, SymInt[] size, SymInt[] stride, *, ${OPTIONS}) -> Tensor`,
  ),
  ...direct(
    like(() => ZERO),
    `zeros_like(Tensor self, *, ${OPTIONS}, MemoryFormat? memory_format=None) -> Tensor`,
    `empty_like(Tensor self, *, ${OPTIONS}, MemoryFormat? memory_format=None) -> Tensor`,
  ),
  ...direct(
    like(() => ONE),
    `ones_like(Tensor self, *, ${OPTIONS}, MemoryFormat? memory_format=None) -> Tensor`,
  ),
  ...direct(
    like(fillValue),
    `full_like(Tensor self, Scalar fill_value, *, ${OPTIONS}, MemoryFormat? memory_format=None) -> Tensor`,
  ),
  ...direct(
    ({ s, dtype }, context) => full(context, dtypeFrom(dtype, standard.dtype), [], s),
    `scalar_tensor(Scalar s, *, ${OPTIONS}) -> Tensor`,
  ),
  ...planned(
    arange,
    `arange(Scalar end, *, ${OPTIONS}) -> Tensor`,
    `arange.start(Scalar start, Scalar end, *, ${OPTIONS}) -> Tensor`,
    `arange.start_step(Scalar start, Scalar end, Scalar step=1, *, ${OPTIONS}) -> Tensor`,
  ),
  ...planned(({ start, end, steps, dtype }) => {
    check(steps >= 0, () => "number of steps must be non-negative");
    const as = dtypeFrom(dtype, standard.dtype);
    check(as !== bool, () => `"linspace_cpu" not implemented for 'Bool'`, "NotImplementedError");
    for (const bound of [start, end]) checkFits(bound, as);
    return {
      engine: "linspace",
      args: { start: start.value, end: end.value, steps },
      ins: {},
      outs: [layout(as, [steps])],
      compute: as,
    };
  }, `linspace(Scalar start, Scalar end, int steps, *, ${OPTIONS}) -> Tensor`),
  ...planned(
    eye,
    `eye(SymInt n, *, ${OPTIONS}) -> Tensor`,
    `eye.m(SymInt n, SymInt m, *, ${OPTIONS}) -> Tensor`,
  ),
];
