// The logarithm of softmax and its gradient, along one axis; sums are in double.

import type { Tensor } from "../tensor";
import { axis, type Bind, type Call, type Operations, ordered } from "./operation";

/** From the start of a line and its step, what is to be written there. */
type Line = (call: Call, a: number, b: number, y: number, step: number, len: number) => void;

/** An op whose operands and output are lines of numbers along the axis `dim`. */
function along(names: string[], line: Line): Bind {
  return ordered((call: Call) => {
    const { y } = call;
    const [a, b] = names.map((name) => call.in[name].at);
    const { len, inner } = lines(y, call.args.dim);
    return () => {
      for (let at = 0; at < y.numel; at += len * inner) {
        for (let i = at; i < at + inner; i++) line(call, a + i, b + i, y.at + i, inner, len);
      }
    };
  });
}

/** How long a line is, and how many words lie between its numbers. */
function lines(t: Tensor, dim: number) {
  const d = axis(dim, t);
  return { len: t.shape[d] ?? 1, inner: t.shape.slice(d + 1).reduce((p, s) => p * s, 1) };
}

/** The largest x, and Σ exp(x - max). */
function sumExp(f: Float32Array, x: number, step: number, len: number): [number, number] {
  let max = Number.NEGATIVE_INFINITY;
  for (let j = 0; j < len; j++) max = Math.max(max, f[x + j * step]); // NaN stays NaN
  let sum = 0;
  for (let j = 0; j < len; j++) sum += Math.exp(f[x + j * step] - max);
  return [max, sum];
}

export const logSoftmax: Operations = {
  /** y = x - max - log Σ exp(x - max) */
  _log_softmax: along(["self"], ({ f32: f }, x, _, y, step, len) => {
    const [max, sum] = sumExp(f, x, step, len);
    const log = Math.log(sum);
    for (let p = 0, j = 0; j < len; j++, p += step) f[y + p] = f[x + p] - max - log;
  }),

  /** dx = g - exp(y) Σ g */
  _log_softmax_backward_data: along(
    ["grad_output", "output"],
    ({ f32: f }, g, y, dx, step, len) => {
      let sum = 0;
      for (let p = 0, j = 0; j < len; j++, p += step) sum += f[g + p];
      for (let p = 0, j = 0; j < len; j++, p += step) {
        f[dx + p] = f[g + p] - Math.exp(f[y + p]) * sum;
      }
    },
  ),
};
