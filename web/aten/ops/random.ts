// Random numbers, the same that torch's CPU build draws for a seed.

import type { Context, Plan } from "../context";
import {
  bfloat16,
  bool,
  cName,
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

/** Raises as torch does where there is no whole number to draw. */
function wantRange(dtype: Dtype, low: number | bigint, high: number | bigint) {
  check(
    low < high,
    () => `random_ expects 'from' to be less than 'to', but got from=${low} >= to=${high}`,
  );
  inRange(dtype, BigInt(low), BigInt(high) - 1n);
  check(
    typeof low === "number" && typeof high === "number",
    () => "The page's randint draws whole numbers up to 2**53 only; random_ draws all of them.",
    "NotImplementedError",
  );
}

const fresh =
  (engine: string, otherwise: () => Dtype): Rule =>
  ({ size, dtype, low, high }) => {
    const as = dtype === null ? otherwise() : dtypeOf(dtype);
    if (engine === "randint") wantRange(as, low ?? 0, high);
    else wantFloat(as, KERNELS[engine]);
    return drawn(engine, as, size, undefined, { low: low ?? 0, high });
  };

const like =
  (engine: string): Rule =>
  ({ self, dtype, memory_format, low, high }) => {
    const as = dtype === null ? self.layout.dtype : dtypeOf(dtype);
    const strides = likeStrides(self.layout, memory_format);
    if (engine === "randint") wantRange(as, low ?? 0, high);
    else wantFloat(as, KERNELS[engine]);
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

const uniform = into("uniform", "check_uniform_bounds", ({ self, from, to }) => {
  const { name, title } = self.layout.dtype as Dtype;
  const most = { float16: 65504, float32: 2 ** 128 - 2 ** 104, bfloat16: 2 ** 128 - 2 ** 120 }[
    name
  ];
  const shown = (x: number) => Number(x.toPrecision(6));
  check(
    from <= to,
    () => `uniform_ expects to return a [from, to) range, but found from=${from} > to=${to}`,
  );
  check(
    to - from <= (most ?? Number.MAX_VALUE),
    () =>
      `uniform_ expects to-from <= std::numeric_limits<${title}>::max(), but found to=${shown(to)} and from=${shown(from)} which result in to-from to exceed the limit`,
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
const bernoulliOf: Rule = ({ self }) => {
  const { dtype, shape } = self.layout;
  wantFloat(dtype, "bernoulli_tensor_cpu_p_");
  return {
    engine: "bernoulli",
    args: {},
    ins: { self: ["self", dtype] },
    outs: [layout(dtype, shape)],
    compute: dtype,
    inspect: (given, context) => {
      for (const p of context.read(given.self)) {
        check(p >= 0 && p <= 1, () => "Expected p_in >= 0 && p_in <= 1 to be true, but got false.");
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

/** Whole numbers that a dtype has, the first and the last. */
function range({ kind, size, name }: Dtype): [bigint, bigint] {
  if (name === "bool") return [0n, 1n];
  if (name === "float16") return [-65504n, 65504n];
  if (kind === FLOAT) return [-(2n ** 63n), 2n ** 63n - 1n];
  const bits = BigInt(8 * size);
  return name === "uint8" ? [0n, 255n] : [-(2n ** (bits - 1n)), 2n ** (bits - 1n) - 1n];
}

/** Raises as torch does where a dtype has not all whole numbers from the one to the other. */
function inRange(dtype: Dtype, low: bigint, last: bigint) {
  const [first, most] = range(dtype);
  for (const [name, value] of [
    ["from", low],
    ["to - 1", last],
  ] as const) {
    check(first <= value && value <= most, () => `${name} is out of bounds for ${cName(dtype)}`);
  }
}

/**
 * A bound, moved in (by `way`) where the whole number beside it is rounded beyond it: torch's
 * `update_from` and `update_to`.
 */
function reached(bound: bigint, way: bigint, digits: bigint): bigint {
  const beside = bound + way;
  const size = beside < 0n ? -beside : beside;
  const bits = BigInt(size.toString(2).length);
  if (bits <= digits) return bound;
  const unit = 2n ** (bits - digits);
  let near = size / unit;
  const rest = 2n * (size % unit);
  if (rest > unit || (rest === unit && near % 2n === 1n)) near += 1n;
  const rounded = near * unit * (beside < 0n ? -1n : 1n);
  return (way > 0n ? rounded < bound : rounded >= bound) ? rounded + way * unit : bound;
}

/** Whole numbers from one to another, or up to the last that the dtype has. */
function between({ self, from, to }: Args, context: Context): Tensor {
  const { dtype, shape, numel } = self.layout as Tensor["layout"];
  let low = BigInt(from ?? 0);
  const all = to === null && low === -(2n ** 63n);
  if (all) {
    const kernel = "random_full_64_bits_range_kernel_cpu";
    check(
      dtype !== float16 && dtype !== bool,
      () => `"${kernel}" not implemented for '${dtype.title}'`,
      "NotImplementedError",
    );
    check(
      dtype === int64 || dtype.kind === FLOAT,
      () => `${kernel} handles only int64, double, float and bfloat16`,
    );
  }
  let end = to === null ? range(dtype)[1] + 1n : BigInt(to);
  check(
    low < end,
    () => `random_ expects 'from' to be less than 'to', but got from=${low} >= to=${end}`,
  );
  inRange(dtype, low, end - 1n);
  if (dtype.kind === FLOAT && !all) {
    // the whole numbers that the dtype can tell apart, or of which its own are the nearest
    const digits = { float16: 11n, bfloat16: 8n, float32: 24n }[dtype.name] ?? 53n;
    if (to === null) end = 2n ** digits + 1n;
    else end = reached(end, -1n, digits);
    low = reached(low, 1n, digits);
    const casted = "casted to dtype";
    check(
      low < end,
      () =>
        `random_ expects 'from' ${casted} to be less than 'to' ${casted}, but got from=${low} >= to=${end}`,
    );
  }
  const g = context.generator();
  const y = context.empty(dtype, shape, likeStrides(self.layout, null));
  if (y.storage.meta) return self;
  const many = end - low;
  const draw = () => {
    if (many < 2n ** 28n) return low + BigInt(g.word() % Number(many));
    const high = BigInt(g.word()) << 32n;
    const word = high | BigInt(g.word());
    return all ? BigInt.asIntN(64, word) : low + (word % many);
  };
  if (dtype === int64) {
    const { u32 } = context.heap;
    for (let i = 0, at = placeOf(y) / 4; i < numel; i++, at += 2) {
      const value = BigInt.asUintN(64, draw());
      u32[at] = Number(value & 0xffffffffn);
      u32[at + 1] = Number(value >> 32n);
    }
  } else {
    context.put(
      y,
      Float64Array.from({ length: numel }, () => Number(draw())),
    );
  }
  context.copy(y, self);
  context.tensors.drop(y.storage);
  return self;
}

/** Raises where numbers of a whole dtype would be drawn from what has no gaps. */
const continuous = ({ self }: Args, name: string, shown: (dtype: Dtype) => string) =>
  check(
    self.layout.dtype.kind === FLOAT,
    () =>
      `${name} distribution is a continuous probability distribution. dtype must be a floating point but you specified ${shown(self.layout.dtype)}`,
  );

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

const exponential = each((a) => {
  const { lambd } = a;
  continuous(a, "Exponential", ({ title }) => title);
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
  ...planned(bernoulliOf, `bernoulli(Tensor self, *, ${GIVEN}) -> Tensor`),
  ...direct(({ self, p }, context) => {
    const { dtype, shape } = self.layout as Tensor["layout"];
    const of = context.call("expand", { self: p, size: shape });
    const drawn = context.call("bernoulli", { self: of });
    const y = context.empty(dtype, shape);
    context.copy(drawn, y);
    context.tensors.drop(drawn.storage);
    return y;
  }, `bernoulli.Tensor(Tensor self, Tensor p, *, ${GIVEN}) -> Tensor`),
  ...direct(anyWhole, `random_(Tensor(a!) self, *, ${GIVEN}) -> Tensor(a!)`),
  ...direct(between, `random_.to(Tensor(a!) self, int to, *, ${GIVEN}) -> Tensor(a!)`),
  ...direct(between, `random_.from(Tensor(a!) self, int from, int? to, *, ${GIVEN}) -> Tensor(a!)`),
  ...direct(
    exponential,
    `exponential_(Tensor(a!) self, float lambd=1., *, ${GIVEN}) -> Tensor(a!)`,
  ),
  ...direct(
    each(({ p }) => {
      check(p > 0 && p < 1, () => `geometric_ expects p to be in (0, 1), but got p=${p}`);
      return (g) => Math.ceil(Math.log(g.double()) / Math.log1p(-p));
    }),
    `geometric_(Tensor(a!) self, float p, *, ${GIVEN}) -> Tensor(a!)`,
  ),
  ...direct(
    each((a) => {
      const { median, sigma } = a;
      check(sigma > 0, () => `cauchy_ expects sigma > 0.0, but found sigma=${sigma}`);
      continuous(a, "Cauchy", cName);
      return (g) => median + sigma * Math.tan(Math.PI * (g.double() - 0.5));
    }),
    `cauchy_(Tensor(a!) self, float median=0., float sigma=1., *, ${GIVEN}) -> Tensor(a!)`,
  ),
  ...direct(
    each(({ self, mean, std }) => {
      check(std > 0, () => `log_normal_ expects std > 0.0, but found std=${std}`);
      wantFloat(self.layout.dtype, "log_normal_cpu");
      return (g) => Math.exp(g.normal() * std + mean);
    }),
    `log_normal_(Tensor(a!) self, float mean=1., float std=2., *, ${GIVEN}) -> Tensor(a!)`,
  ),
  ...direct(
    multinomial,
    `multinomial(Tensor self, SymInt num_samples, bool replacement=False, *, ${GIVEN}) -> Tensor`,
  ),
];
