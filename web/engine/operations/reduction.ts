// What makes fewer numbers of many, along some axes or all: means, extremes, norms, running sums.

import { norm as normOf } from "../kernels/single";
import { cascaded } from "./cascade";
import { axis, type Bind, type Call, memoryOf, type Operations, ordered } from "./operation";
import { eachRow } from "./strides";
import { reduction as loops, reducedAxes, sumOver } from "./sum";

/** y = end(Σ x) over some axes: of float32 as torch adds up, of others in double. */
function summed(call: Call, end: (sum: number) => number): () => void {
  const [x, { y, f32 }] = [call.in.self, call];
  const dims = reducedAxes(call.args.dim, x);
  const single = f32 instanceof Float32Array && x.dtype === "float32" && y.dtype === "float32";
  return (single ? cascaded : sumOver)(call, x, y, dims, end);
}

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

/** The norm of this order; the usual one of float32 as torch adds up. */
function normed(call: Call, order: number): () => void {
  const { self: x } = call.in;
  const dims = reducedAxes(call.args.dim, x);
  const last = x.shape.length - dims.length;
  const inOrder = x.contiguous && dims.every((d) => d >= last);
  const single = order === 2 && call.f32 instanceof Float32Array;
  return along(call, single ? (line) => normOf(line, inOrder) : norm(order));
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
  linalg_vector_norm: (call) => normed(call, Number(call.args.ord ?? 2)),
  logsumexp: of(logSumExp),
  max: (call) => along(call, largest, best(1)), // with a dim also where
  mean: (call) => {
    const x = call.in.self;
    const count = reducedAxes(call.args.dim, x).reduce((p, d) => p * x.shape[d], 1);
    return summed(call, (sum) => sum / count);
  },
  min: (call) => along(call, least, best(-1)),
  norm: (call) => normed(call, Number(call.args.p ?? 2)),
  prod: of(fold(1, (so, x) => so * x)),
  sum: (call) => summed(call, (sum) => sum),
  std: (call) => along(call, deviation(call.args)),
  std_mean: (call) => along(call, deviation(call.args), mean),
  var: (call) => along(call, variance(call.args)),
  var_mean: (call) => along(call, variance(call.args), mean),
};
