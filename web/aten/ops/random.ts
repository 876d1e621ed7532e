// Random numbers, the same that torch's CPU build draws for a seed.

import type { Context, Plan } from "../context";
import {
  bfloat16,
  bool,
  type Dtype,
  dtypeOf,
  FLOAT,
  float16,
  float32,
  float64,
  int32,
  int64,
  standard,
} from "../dtypes";
import { direct, type Entry, planned, type Rule } from "../entry";
import { check } from "../errors";
import { layout } from "../layout";
import type { Args } from "../schema";
import { placeOf, type Tensor } from "../tensors";
import { likeStrides } from "./factory";
import { wantFloat } from "./fixed";

const OPTIONS =
  "ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None";
const LIKE = `${OPTIONS}, MemoryFormat? memory_format=None`;
const GIVEN = "Generator? generator=None";

/** A plan that draws as the output lies in memory; 16 bits wide, normal numbers block by block. */
const drawn = (
  engine: string,
  dtype: Dtype,
  shape: number[],
  strides: number[] | undefined,
  args: Args,
): Plan => ({
  engine,
  args: { ...args, blocks: dtype === float16 || dtype === bfloat16 },
  ins: {},
  outs: [layout(dtype, shape, strides)],
  compute: dtype.kind === FLOAT ? dtype : float64,
});

const KERNELS: Record<string, string> = {
  rand: "check_uniform_bounds",
  randn: "normal_kernel_cpu",
};

const fresh =
  (engine: string, otherwise: () => Dtype): Rule =>
  ({ size, dtype, low, high }) => {
    const as = dtype === null ? otherwise() : dtypeOf(dtype);
    if (engine === "randint") {
      check(
        high > (low ?? 0),
        () => `random_ expects 'from' to be less than 'to', but got from=${low ?? 0} >= to=${high}`,
      );
    } else wantFloat(as, KERNELS[engine]);
    return drawn(engine, as, size, undefined, { low: low ?? 0, high });
  };

const like =
  (engine: string): Rule =>
  ({ self, dtype, memory_format, low, high }) => {
    const as = dtype === null ? self.layout.dtype : dtypeOf(dtype);
    const strides = likeStrides(self.layout, memory_format);
    if (engine !== "randint") wantFloat(as, KERNELS[engine]);
    return drawn(engine, as, self.layout.shape, strides, { low: low ?? 0, high });
  };

/** As the tensor that it is written into. */
const into =
  (engine: string, kernel: string, args: (a: Args) => Args): Rule =>
  (a) => {
    const { dtype, shape } = a.self.layout;
    if (kernel) wantFloat(dtype, kernel);
    return drawn(engine, dtype, shape, likeStrides(a.self.layout, null), args(a));
  };

const uniform = into("uniform", "check_uniform_bounds", ({ from, to }) => {
  check(
    from <= to,
    () => `uniform_ expects to return a [from, to) range, but found from=${from} > to=${to}`,
  );
  return { from, to };
});

const normal = into("randn", "normal_kernel_cpu", ({ mean, std }) => {
  check(std >= 0, () => `normal expects std >= 0.0, but found std ${std}`);
  return { mean, std };
});

const chance = (p: number) =>
  check(p >= 0 && p <= 1, () => `bernoulli_ expects p to be in [0, 1], but got p=${p}`);

const bernoulli = into("bernoulli", "", ({ p }) => {
  chance(p);
  return { p };
});

/** Each with a probability of its own. */
const bernoulliBy =
  (name: string): Rule =>
  (a) => {
    const { self } = a;
    const by = a[name] as Tensor;
    const { dtype } = by.layout;
    wantFloat(dtype, "bernoulli_tensor_cpu_p_");
    return {
      engine: "bernoulli",
      args: {},
      ins: { self: [name, dtype] },
      outs: [layout(self.layout.dtype, self.layout.shape)],
      compute: dtype,
      inspect: (given, context) => {
        for (const p of context.read(given[name])) {
          check(
            p >= 0 && p <= 1,
            () => "Expected p_in >= 0 && p_in <= 1 to be true, but got false.",
          );
        }
      },
    };
  };

/** The greatest whole number that a dtype draws up to, which is not drawn itself. */
const limits: [Dtype, number][] = [
  [float16, 2 ** 11 + 1],
  [bfloat16, 2 ** 8 + 1],
  [float32, 2 ** 24 + 1],
  [float64, 2 ** 53 + 1],
  [bool, 2],
  [int32, 2 ** 31],
];

/** All of a dtype's whole numbers that are not below 0. */
function anyWhole({ self }: Args, context: Context): Tensor {
  const { dtype, numel } = self.layout as Tensor["layout"];
  const g = context.generator();
  const [, most] = limits.find(([of]) => of === dtype) ?? [
    dtype,
    2 ** (8 * dtype.size - (dtype.code === 0 ? 0 : 1)),
  ];
  const y = context.empty(dtype, self.layout.shape, likeStrides(self.layout, null));
  const { u32 } = context.heap;
  if (y.storage.meta) return self;
  if (dtype === int64) {
    for (let i = 0, at = placeOf(y) / 4; i < numel; i++, at += 2) {
      u32[at + 1] = g.word() & 0x7fffffff;
      u32[at] = g.word();
    }
  } else {
    const wide = dtype === float64;
    const values = Float64Array.from({ length: numel }, () =>
      wide
        ? Number(((BigInt(g.word()) << 32n) | BigInt(g.word())) % BigInt(most))
        : g.word() % most,
    );
    context.put(y, values);
  }
  context.copy(y, self);
  context.tensors.drop(y.storage);
  return self;
}

const between = into("randint", "", ({ from, to }) => ({ low: from, high: to }));

/** From each number's own distribution. */
const each =
  (draw: (a: Args) => (g: ReturnType<Context["generator"]>) => number) =>
  (a: Args, context: Context): Tensor => {
    const { self } = a;
    const g = context.generator();
    const one = draw(a);
    const y = context.empty(self.layout.dtype, self.layout.shape, likeStrides(self.layout, null));
    context.put(
      y,
      Float64Array.from({ length: self.layout.numel }, () => one(g)),
    );
    context.copy(y, self);
    context.tensors.drop(y.storage);
    return self;
  };

const exponential = each(({ lambd }) => {
  check(lambd > 0, () => `exponential_ expects lambda > 0.0, but found lambda=${lambd}`);
  return (g) => (-1 / lambd) * Math.log1p(-g.double());
});

function multinomial({ self, num_samples: many, replacement }: Args, context: Context): Tensor {
  const { shape, dtype } = self.layout as Tensor["layout"];
  check(
    dtype.kind === FLOAT,
    () => `multinomial only supports floating-point dtypes for input, got: ${dtype.title}`,
  );
  check(shape.length > 0 && shape.length <= 2, () => "prob_dist must be 1 or 2 dim");
  const classes = shape[shape.length - 1];
  check(many > 0, () => "cannot sample n_sample <= 0 samples");
  check(
    replacement || many <= classes,
    () => "cannot sample n_sample > prob_dist.size(-1) samples without replacement",
  );
  const p = context.read(self);
  check(
    p.every((x) => x >= 0 && x < Number.POSITIVE_INFINITY),
    () => "probability tensor contains either `inf`, `nan` or element < 0",
  );
  const g = context.generator();
  const rows = p.length / classes;
  const found = new Float64Array(rows * many);
  const round = dtype === float64 ? (x: number) => x : Math.fround;
  for (let r = 0; r < rows; r++) {
    const row = p.subarray(r * classes, (r + 1) * classes);
    let sum = 0;
    const sums = row.map((x) => {
      sum = round(sum + x);
      return sum;
    });
    check(sum > 0, () => "invalid multinomial distribution (sum of probabilities <= 0)");
    if (!replacement) continue;
    for (let i = 0; i < classes; i++) sums[i] = round(sums[i] / sum);
    sums[classes - 1] = 1;
    for (let i = 0; i < many; i++) {
      const at = g.double();
      found[r * many + i] = sums.findIndex((s) => s >= at);
    }
  }
  if (!replacement) {
    // the smallest of waiting times that are exponential
    const q = p.map((x) => round(x / round(-Math.log1p(-g.double()))));
    for (let r = 0; r < rows; r++) {
      const order = [...new Array(classes).keys()].sort(
        (a, b) => q[r * classes + b] - q[r * classes + a],
      );
      found.set(order.slice(0, many), r * many);
    }
  }
  return context.from(found, int64, [...shape.slice(0, -1), many]);
}

export const randoms: Entry[] = [
  ...planned(
    fresh("rand", () => standard.dtype),
    `rand(SymInt[] size, *, ${OPTIONS}) -> Tensor`,
    `rand.generator(SymInt[] size, *, Generator? generator, ${OPTIONS}) -> Tensor`,
  ),
  ...planned(
    fresh("randn", () => standard.dtype),
    `randn(SymInt[] size, *, ${OPTIONS}) -> Tensor`,
    `randn.generator(SymInt[] size, *, Generator? generator, ${OPTIONS}) -> Tensor`,
  ),
  ...planned(
    fresh("randint", () => int64),
    `randint(SymInt high, SymInt[] size, *, ${OPTIONS.replace("None", "4")}) -> Tensor`,
    `randint.generator(SymInt high, SymInt[] size, *, Generator? generator, ${OPTIONS.replace("None", "4")}) -> Tensor`,
    `randint.low(SymInt low, SymInt high, SymInt[] size, *, ${OPTIONS.replace("None", "4")}) -> Tensor`,
    `randint.low_generator(SymInt low, SymInt high, SymInt[] size, *, Generator? generator, ${OPTIONS.replace("None", "4")}) -> Tensor`,
  ),
  ...planned(
    ({ n, dtype }) => {
      check(n >= 0, () => `n must be non-negative, got ${n}`);
      return drawn("randperm", dtype === null ? int64 : dtypeOf(dtype), [n], undefined, {});
    },
    `randperm(SymInt n, *, ${OPTIONS.replace("None", "4")}) -> Tensor`,
    `randperm.generator(SymInt n, *, Generator? generator, ${OPTIONS.replace("None", "4")}) -> Tensor`,
  ),
  ...planned(
    like("rand"),
    `rand_like(Tensor self, *, ${LIKE}) -> Tensor`,
    `rand_like.generator(Tensor self, *, Generator? generator, ${LIKE}) -> Tensor`,
  ),
  ...planned(
    like("randn"),
    `randn_like(Tensor self, *, ${LIKE}) -> Tensor`,
    `randn_like.generator(Tensor self, *, Generator? generator, ${LIKE}) -> Tensor`,
  ),
  ...planned(
    like("randint"),
    `randint_like(Tensor self, SymInt high, *, ${LIKE}) -> Tensor`,
    `randint_like.generator(Tensor self, SymInt high, *, Generator? generator, ${LIKE}) -> Tensor`,
    `randint_like.low_dtype(Tensor self, SymInt low, SymInt high, *, ${LIKE}) -> Tensor`,
    `randint_like.low_generator_dtype(Tensor self, SymInt low, SymInt high, *, Generator? generator, ${LIKE}) -> Tensor`,
  ),
  ...planned(uniform, `uniform(Tensor self, float from=0., float to=1., *, ${GIVEN}) -> Tensor`),
  ...planned(
    normal,
    `normal_functional(Tensor self, float mean=0., float std=1., *, ${GIVEN}) -> Tensor`,
    `normal_(Tensor(a!) self, float mean=0., float std=1., *, ${GIVEN}) -> Tensor(a!)`,
  ),
  ...planned(({ self, p }) => {
    chance(p);
    return drawn("bernoulli", self.layout.dtype, self.layout.shape, undefined, { p });
  }, `bernoulli.p(Tensor self, float p, *, ${GIVEN}) -> Tensor`),
  ...planned(
    bernoulli,
    `bernoulli_.float(Tensor(a!) self, float p=0.5, *, ${GIVEN}) -> Tensor(a!)`,
  ),
  ...planned(bernoulliBy("self"), `bernoulli(Tensor self, *, ${GIVEN}) -> Tensor`),
  ...planned(bernoulliBy("p"), `bernoulli.Tensor(Tensor self, Tensor p, *, ${GIVEN}) -> Tensor`),
  ...direct(anyWhole, `random_(Tensor(a!) self, *, ${GIVEN}) -> Tensor(a!)`),
  ...planned(
    (a, context) => between({ ...a, from: 0 }, context),
    `random_.to(Tensor(a!) self, int to, *, ${GIVEN}) -> Tensor(a!)`,
  ),
  ...planned(
    between,
    `random_.from(Tensor(a!) self, int from, int? to, *, ${GIVEN}) -> Tensor(a!)`,
  ),
  ...direct(
    exponential,
    `exponential_(Tensor(a!) self, float lambd=1., *, ${GIVEN}) -> Tensor(a!)`,
  ),
  ...direct(
    each(
      ({ p }) =>
        (g) =>
          Math.ceil(Math.log(g.double()) / Math.log1p(-p)),
    ),
    `geometric_(Tensor(a!) self, float p, *, ${GIVEN}) -> Tensor(a!)`,
  ),
  ...direct(
    each(
      ({ median, sigma }) =>
        (g) =>
          median + sigma * Math.tan(Math.PI * (g.double() - 0.5)),
    ),
    `cauchy_(Tensor(a!) self, float median=0., float sigma=1., *, ${GIVEN}) -> Tensor(a!)`,
  ),
  ...direct(
    each(
      ({ mean, std }) =>
        (g) =>
          Math.exp(g.normal() * std + mean),
    ),
    `log_normal_(Tensor(a!) self, float mean=1., float std=2., *, ${GIVEN}) -> Tensor(a!)`,
  ),
  ...direct(
    multinomial,
    `multinomial(Tensor self, SymInt num_samples, bool replacement=False, *, ${GIVEN}) -> Tensor`,
  ),
];
