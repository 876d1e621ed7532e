// Softmax and its gradient, along one axis.

import { along, sumExp } from "./log-softmax";
import type { Operations } from "./operation";

export const softmax: Operations = {
  /** y = exp(x - max) / Σ exp(x - max) */
  _softmax: along(["self"], (f, x, _, y, step, len) => {
    const [max, sum] = sumExp(f, x, step, len);
    for (let p = 0, j = 0; j < len; j++, p += step) f[y + p] = Math.exp(f[x + p] - max) / sum;
  }),

  /** dx = y (g - Σ g y) */
  _softmax_backward_data: along(["grad_output", "output"], (f, g, y, dx, step, len) => {
    let dot = 0;
    for (let p = 0, j = 0; j < len; j++, p += step) dot += f[g + p] * f[y + p];
    for (let p = 0, j = 0; j < len; j++, p += step) f[dx + p] = f[y + p] * (f[g + p] - dot);
  }),
};
