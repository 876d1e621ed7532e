// What makes fewer numbers of many, along some axes or all: means, extremes, norms, running sums.

import { product, type Tensor, tensor } from "../tensor";
import { listOf } from "./alongside";
import { arithmetic } from "./arithmetic";
import { cascaded } from "./cascade";
import { axis, type Bind, type Call, memoryOf, type Operations, ordered, same } from "./operation";
import { reduction as loops, reducedAxes, sumOver } from "./reduced";
import { eachRow, layOut } from "./strides";

/** As the kernel `reduce` numbers them. */
const KINDS = { sum: 0, squares: 1, norm: 2, max: 3, min: 4 };

/** The loops of a kernel that reduces axes of x which lie in one or two, in float32; null for others. */
function rowsOf(call: Call, x: Tensor, y: Tensor) {
  const { around, within } = loops(x, y, reducedAxes(call.args.dim, x));
  const floats = x.dtype === "float32" && y.dtype === "float32";
  if (!floats || !x.numel || within.sizes.length > 1) return null;
  const [count, jump] = within.sizes.length ? [within.sizes[0], within.strides[0][0]] : [1, 0];
  const [yStep, xStep] = around.steps;
  const { list, ready } = listOf(call, around.sizes, around.strides);
  const [n, m, step] = [around.length, within.length, within.steps[0]];
  return { n, m, count, list, ready, steps: [yStep, xStep, step, jump] as const };
}

/** What the kernel makes of axes of x that lie in one or two loops, in float32; null for others. */
function reduced(
  call: Call,
  kind: keyof typeof KINDS,
  { x = call.in.self, y = call.y, scale = 1, index = null as Tensor | null } = {},
): (() => void) | null {
  const rows = rowsOf(call, x, y);
  if (!rows) return null;
  const { n, m, count, list, ready, steps } = rows;
  // the place along an axis, or in reading order
  const dims = reducedAxes(call.args.dim, x);
  if (index && (count > 1 || (dims.length > 1 && !x.contiguous))) return null;
  if (index && !same(index.strides, y.strides)) return null;
  const places = [x.at, y.at, index?.at ?? null, list] as const;
  return () => {
    ready();
    call.k.reduce(...places, n, m, count, KINDS[kind], scale, ...steps);
  };
}

/** y = Σ x / parts over some axes: of float32 as torch adds up, of others in double. */
function summed(call: Call, parts: number): () => void {
  const [x, { y, f32 }] = [call.in.self, call];
  const dims = reducedAxes(call.args.dim, x);
  const single = f32 instanceof Float32Array && x.dtype === "float32" && y.dtype === "float32";
  return single
    ? cascaded(call, x, y, dims, parts)
    : sumOver(call, x, y, dims, (sum) => sum / parts);
}

/** The numbers that become one, in reading order. */
type Line = Float64Array;
type Reduce = (line: Line) => number | boolean;
const NONE: Line = new Float64Array(0);

const { max, min } = Math;
const INFINITY = Number.POSITIVE_INFINITY;

/** Reduce the axes `dim`; each output has a function of its own, one that nobody wants none. */
function along(call: Call, ...reduce: Reduce[]): () => void {
  return ordered((inner) => {
    const x = inner.in.self;
    const out = inner.out.map((y) => y && { at: y.at, words: memoryOf(inner, y) });
    const first = inner.out.find((y) => y);
    if (!first) return () => {};
    const from = memoryOf(inner, x);
    const dims = reducedAxes(inner.args.dim, x);
    const { around, within } = loops(x, first, dims);
    const [sy, sx] = around.steps;
    const [step] = within.steps;
    const count = product(dims.map((d) => x.shape[d]));
    let line: Line; // made when it runs: what is bound is kept, and it can be long
    let filled = 0;
    const collect = (at: number) => {
      for (let j = 0; j < within.length; j++) line[filled++] = from[at + j * step];
    };
    const row = (b: number, a: number) => {
      for (let i = 0; i < around.length; i++) {
        filled = 0;
        eachRow(within, [a + i * sx], collect);
        for (let o = 0; o < out.length; o++) {
          const y = out[o];
          if (y) y.words[y.at + b - first.at + i * sy] = reduce[o](line) as number;
        }
      }
    };
    return () => {
      line = new Float64Array(count);
      eachRow(around, [first.at, x.at], row);
      line = NONE;
    };
  }, false)(call);
}

const of =
  (reduce: Reduce): Bind =>
  (call) =>
    along(call, reduce);

function fold(start: number, step: (so: number, x: number) => number): (line: Line) => number {
  return (line) => {
    let so = start;
    for (let i = 0; i < line.length; i++) so = step(so, line[i]);
    return so;
  };
}

const total = fold(0, (so, x) => so + x);
const average = (line: Line) => total(line) / line.length;

/** What a sum of n squares is divided by; `unbiased` is of torch's older forms. */
const degrees = (n: number, { unbiased = true, correction }: Call["args"]) =>
  max(n - (correction ?? (unbiased ? 1 : 0)), 0);

/** Σ (x - mean)² / (n - correction) */
const variance = (args: Call["args"]) => (line: Line) => {
  const middle = average(line);
  return fold(0, (so, x) => so + (x - middle) ** 2)(line) / degrees(line.length, args);
};

const deviation = (args: Call["args"]) => {
  const squared = variance(args);
  return (line: Line) => Math.sqrt(squared(line));
};

/** The variance of all numbers, or its root, as torch has it: around their mean, added up in double. */
function spreadOfAll(call: Call, y: Tensor, root: boolean): () => void {
  const { args, in: ins, out } = call;
  const { self: x } = ins;
  const middle = out[1] ?? tensor(call.scratch(1), y.shape);
  const average = summed({ ...call, y: middle }, x.numel);
  const [from, to, means] = [x, y, middle].map((t) => memoryOf(call, t));
  const rows = layOut(x.shape, x.strides);
  const [step] = rows.steps;
  return () => {
    average();
    const mean = means[middle.at];
    let sum = 0;
    eachRow(rows, [x.at], (at) => {
      for (let i = 0, p = at; i < rows.length; i++, p += step) sum += (from[p] - mean) ** 2;
    });
    const squared = sum / degrees(x.numel, args);
    to[y.at] = root ? Math.sqrt(squared) : squared;
  };
}

/** The variance, or its root, by kernels, where they can the mean as well. */
function spread(root: boolean): Bind {
  return (call) => {
    const { args, in: ins } = call;
    const { self: x } = ins;
    const [y, mean] = call.out;
    const dims = reducedAxes(args.dim, x);
    const count = product(dims.map((d) => x.shape[d]));
    if (y?.numel === 1) return spreadOfAll(call, y, root);
    const squared = root ? deviation(args) : variance(args);
    const kept = x.shape.map((size, d) => (dims.includes(d) ? 1 : size));
    const middle = tensor(call.scratch(product(kept)), kept);
    const gaps = tensor(call.scratch(x.numel), x.shape);
    const runs = [
      reduced(call, "sum", { y: middle, scale: 1 / count }),
      arithmetic.sub({ ...call, in: { self: x, other: middle }, args: {}, y: gaps }),
      y &&
        reduced(call, root ? "norm" : "squares", { x: gaps, y, scale: 1 / degrees(count, args) }),
      ...(mean ? [reduced(call, "sum", { y: mean, scale: 1 / count })] : []),
    ];
    if (!runs.every((run) => run)) return along(call, squared, average);
    return () => {
      for (const run of runs) run?.();
    };
  };
}

/** (Σ |x|ᵖ)^(1/p), or for p = 0 and ±∞ its limits. */
function norm(p: number, round: (x: number) => number = Number): Reduce {
  if (p === 0) return fold(0, (so, x) => so + (x === 0 ? 0 : 1));
  if (p === INFINITY) return fold(0, (so, x) => max(so, Math.abs(x)));
  if (p === -INFINITY) return fold(INFINITY, (so, x) => min(so, Math.abs(x)));
  const square = (so: number, x: number) => round(so + round(x * x));
  const powers = fold(0, p === 2 ? square : (so, x) => so + Math.abs(x) ** p);
  return (line) => (p === 2 ? Math.sqrt(powers(line)) : powers(line) ** (1 / p));
}

/** Where the largest number stands first, or with `sign` -1 the least; NaN before all. */
const best = (sign: number) => (line: Line) => {
  let found = 0;
  for (let j = 0; j < line.length; j++) {
    if (Number.isNaN(line[j])) return j;
    if (sign * line[j] > sign * line[found]) found = j;
  }
  return found;
};

/** log Σ exp(x) */
const logSumExp = (line: Line) => {
  const most = fold(-INFINITY, max)(line);
  const shift = Math.abs(most) === INFINITY ? 0 : most;
  return shift + Math.log(fold(0, (so, x) => so + Math.exp(x - shift))(line));
};

/** Running results along an axis. */
const running = (start: number, step: (so: number, x: number) => number): Bind =>
  ordered((call) => {
    const [x, { y }] = [call.in.self, call];
    const [from, to] = [memoryOf(call, x), memoryOf(call, y)];
    const d = axis(call.args.dim, x);
    const len = x.shape[d] ?? 1;
    const inner = x.shape.slice(d + 1).reduce((p, s) => p * s, 1);
    return () => {
      for (let at = 0; at < x.numel; at += len * inner) {
        for (let i = at; i < at + inner; i++) {
          let so = start;
          for (let j = 0, p = i; j < len; j++, p += inner) {
            so = step(so, from[x.at + p]);
            to[y.at + p] = so;
          }
        }
      }
    };
  });

const [largest, least] = [fold(-INFINITY, max), fold(INFINITY, min)];

/** Extremes by the kernel, and where they stand; others along lines. */
const extreme =
  (kind: "max" | "min", value: boolean, place: boolean): Bind =>
  (call) => {
    const [first, second] = call.out;
    const [y, index] = value ? [first, place ? second : null] : [null, first];
    const { numel, shape } = (y ?? index) as Tensor;
    const values = y ?? tensor(call.scratch(numel), shape);
    const found = reduced(call, kind, { y: values, index: index ?? null });
    if (found) return found;
    const [most, where] = kind === "max" ? [largest, best(1)] : [least, best(-1)];
    return along(call, ...[value ? [most] : [], place ? [where] : []].flat());
  };

/** The norm of this order; the usual one of float32 as torch adds up. */
function normed(call: Call, order: number): () => void {
  const { f32, k, y, in: ins } = call;
  const single = order === 2 && f32 instanceof Float32Array;
  const rows = single ? rowsOf(call, ins.self, y) : null;
  if (!rows) return along(call, norm(order, single ? Math.fround : Number));
  const { n, m, count, list, ready, steps } = rows;
  return () => {
    ready();
    k.lengths(ins.self.at, y.at, list, n, m, count, ...steps);
  };
}

export const reduction: Operations = {
  all: of((line) => line.every((x) => x !== 0)),
  amax: extreme("max", true, false),
  amin: extreme("min", true, false),
  any: of((line) => line.some((x) => x !== 0)),
  argmax: extreme("max", false, true),
  argmin: extreme("min", false, true),
  count_nonzero: of(norm(0)),
  cumprod: running(1, (so, x) => so * x),
  cumsum: running(0, (so, x) => so + x),
  linalg_vector_norm: (call) => normed(call, Number(call.args.ord ?? 2)),
  logsumexp: of(logSumExp),
  max: extreme("max", true, true), // with a dim also where
  mean: (call) => {
    const x = call.in.self;
    const count = product(reducedAxes(call.args.dim, x).map((d) => x.shape[d]));
    return summed(call, count);
  },
  min: extreme("min", true, true),
  norm: (call) => normed(call, Number(call.args.p ?? 2)),
  prod: of(fold(1, (so, x) => so * x)),
  sum: (call) => summed(call, 1),
  std: spread(true),
  std_mean: spread(true),
  var: spread(false),
  var_mean: spread(false),
};
