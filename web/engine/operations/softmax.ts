// Softmax and its gradient, along one axis.

import { along, lines, sumExp } from "./log-softmax";
import { type Bind, type Operations, ordered } from "./operation";

/** A line of n numbers that lie side by side goes to a kernel for all lines, others to `slow`. */
const rows = (fast: Bind, slow: Bind): Bind =>
  ordered((call) => (lines(call.y, call.args.dim).inner === 1 ? fast : slow)(call));

/** y = exp(x - max) / Σ exp(x - max); with `safe` a line of -∞ alone gives zeros. */
const softmax_ = (safe: boolean) =>
  rows(
    ({ k, y, args, in: { self } }) => {
      const { len } = lines(y, args.dim);
      return () => k.softmaxRows(self.at, y.at, len, y.numel / len, safe);
    },
    along(["self"], ({ f32: f }, x, _, y, step, len) => {
      const [max, sum] = sumExp(f, x, step, len);
      const none = safe && max === Number.NEGATIVE_INFINITY;
      for (let p = 0, j = 0; j < len; j++, p += step) {
        f[y + p] = none ? 0 : Math.exp(f[x + p] - max) / sum;
      }
    }),
  );

export const softmax: Operations = {
  _safe_softmax: softmax_(true),
  _softmax: softmax_(false),

  /** dx = y (g - Σ g y) */
  _softmax_backward_data: rows(
    ({ k, y: dx, args, in: { grad_output: g, output: y } }) => {
      const { len } = lines(dx, args.dim);
      return () => k.softmaxRowsGrad(g.at, y.at, dx.at, len, dx.numel / len);
    },
    along(["grad_output", "output"], ({ f32: f }, g, y, dx, step, len) => {
      let dot = 0;
      for (let p = 0, j = 0; j < len; j++, p += step) dot += f[g + p] * f[y + p];
      for (let p = 0, j = 0; j < len; j++, p += step) f[dx + p] = f[y + p] * (f[g + p] - dot);
    }),
  ),
};
