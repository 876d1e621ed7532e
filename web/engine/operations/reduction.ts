// What makes fewer numbers of many, along some axes or all: means, extremes, norms, running sums.

import { axis, type Bind, type Call, memoryOf, type Operations, ordered } from "./operation";
import { eachRow } from "./strides";
import { sum as core, reduction as loops, reducedAxes, sumOver } from "./sum";

/** y = end(Σ x) over some axes; rows of float32 that lie in order are summed by a kernel. */
function summed(call: Call, end: (sum: number) => number): (() => void) | null {
  const [x, { y, k, f32 }] = [call.in.self, call];
  const { around, within } = loops(x, y, reducedAxes(call.args.dim, x));
  const { length, sizes } = within;
  const floats = x.dtype === "float32" && y.dtype === "float32";
  if (!floats || within.steps[0] !== 1 || length < LONG || sizes.length > 1) return null;
  const [count, step] = sizes.length ? [sizes[0], within.strides[0][0]] : [1, 0];
  const [sy, sx] = around.steps;
  const row = (to: number, from: number) => {
    for (let i = 0; i < around.length; i++) {
      f32[to + i * sy] = end(k.sumRow(from + i * sx, length, count, step));
    }
  };
  return () => eachRow(around, [y.at, x.at], row);
}

/** A shorter row is not worth the call of a kernel. */
const LONG = 16;

/** The numbers that become one, in reading order. */
type Line = Float64Array;
type Reduce = (line: Line) => number | boolean;

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
    const line = new Float64Array(dims.reduce((p, d) => p * x.shape[d], 1));
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
    return () => eachRow(around, [first.at, x.at], row);
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
const mean = (line: Line) => total(line) / line.length;

/** Σ (x - mean)² / (n - correction) */
function variance({ unbiased = true, correction }: Call["args"]) {
  const less = correction ?? (unbiased ? 1 : 0); // `unbiased` in torch's older forms
  return (line: Line) => {
    const middle = mean(line);
    return fold(0, (so, x) => so + (x - middle) ** 2)(line) / max(line.length - less, 0);
  };
}

const deviation = (args: Call["args"]) => {
  const squared = variance(args);
  return (line: Line) => Math.sqrt(squared(line));
};

/** (Σ |x|ᵖ)^(1/p), or for p = 0 and ±∞ its limits. */
function norm(p: number): Reduce {
  if (p === 0) return fold(0, (so, x) => so + (x === 0 ? 0 : 1));
  if (p === INFINITY) return fold(0, (so, x) => max(so, Math.abs(x)));
  if (p === -INFINITY) return fold(INFINITY, (so, x) => min(so, Math.abs(x)));
  const powers = fold(0, p === 2 ? (so, x) => so + x * x : (so, x) => so + Math.abs(x) ** p);
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

export const reduction: Operations = {
  all: of((line) => line.every((x) => x !== 0)),
  amax: of(largest),
  amin: of(least),
  any: of((line) => line.some((x) => x !== 0)),
  argmax: of(best(1)),
  argmin: of(best(-1)),
  count_nonzero: of(norm(0)),
  cumprod: running(1, (so, x) => so * x),
  cumsum: running(0, (so, x) => so + x),
  linalg_vector_norm: (call) => along(call, norm(Number(call.args.ord ?? 2))),
  logsumexp: of(logSumExp),
  max: (call) => along(call, largest, best(1)), // with a dim also where
  mean: (call) => {
    const [x, { y }] = [call.in.self, call];
    const dims = reducedAxes(call.args.dim, x);
    const count = dims.reduce((p, d) => p * x.shape[d], 1);
    const end = (sum: number) => sum / count;
    return summed(call, end) ?? sumOver(call, x, y, dims, end);
  },
  min: (call) => along(call, least, best(-1)),
  norm: (call) => along(call, norm(Number(call.args.p ?? 2))),
  prod: of(fold(1, (so, x) => so * x)),
  sum: (call) => summed(call, (sum) => sum) ?? core.sum(call),
  std: (call) => along(call, deviation(call.args)),
  std_mean: (call) => along(call, deviation(call.args), mean),
  var: (call) => along(call, variance(call.args)),
  var_mean: (call) => along(call, variance(call.args), mean),
};
