// Softmax and its gradient, along one axis.

import { along, sumExp } from "./log-softmax";
import type { Operations } from "./operation";

/** y = exp(x - max) / Σ exp(x - max); with `safe` a line of -∞ alone gives zeros. */
const softmax_ = (safe: boolean) =>
  along(["self"], ({ f32: f, k }, x, _, y, step, len) => {
    if (step > 1 || len < 8) {
      const [max, sum] = sumExp(f, x, step, len);
      const none = safe && max === Number.NEGATIVE_INFINITY;
      for (let p = 0, j = 0; j < len; j++, p += step) {
        f[y + p] = none ? 0 : Math.exp(f[x + p] - max) / sum;
      }
      return;
    }
    let max = Number.NEGATIVE_INFINITY;
    for (let j = x; j < x + len; j++) max = Math.max(max, f[j]);
    if (safe && max === Number.NEGATIVE_INFINITY) f.fill(0, y, y + len);
    else k.affine(y, y, len, 1 / k.expRow(x, y, len, max), 0);
  });

export const softmax: Operations = {
  _safe_softmax: softmax_(true),
  _softmax: softmax_(false),

  /** dx = y (g - Σ g y) */
  _softmax_backward_data: along(["grad_output", "output"], ({ f32: f }, g, y, dx, step, len) => {
    let dot = 0;
    for (let p = 0, j = 0; j < len; j++, p += step) dot += f[g + p] * f[y + p];
    for (let p = 0, j = 0; j < len; j++, p += step) f[dx + p] = f[y + p] * (f[g + p] - dot);
  }),
};
