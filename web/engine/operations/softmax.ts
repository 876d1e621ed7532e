// Softmax and its gradient, along one axis.

import { byRows } from "./lines";
import type { Operations } from "./operation";

/** y = exp(x - max) / Σ exp(x - max); with `safe` a line of -∞ alone gives zeros. */
const softmax_ = (safe: boolean) =>
  byRows(["self"], ({ k }, [x, y], len, count) => k.softmaxRows(x, y, len, count, safe));

export const softmax: Operations = {
  _safe_softmax: softmax_(true),
  _softmax: softmax_(false),

  /** dx = y (g - Σ g y) */
  _softmax_backward_data: byRows(["grad_output", "output"], ({ k }, [g, y, dx], len, count) => {
    k.softmaxRowsGrad(g, y, dx, len, count);
  }),
};
