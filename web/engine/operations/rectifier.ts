// The rectifier and its gradient.

import { vectorised } from "./elementwise";
import { type Operations, only } from "./operation";

/** The arguments of the rectifier's gradient, as the core has it. */
export const AT_ZERO = { threshold: [0] };

export const rectifier: Operations = {
  relu: vectorised("relu", ["self"], () => (x) => Math.max(x, 0)), // NaN stays NaN

  // at the threshold the gradient is 0
  threshold_backward: only(
    AT_ZERO,
    vectorised("reluGrad", ["grad_output", "self"], () => (g, y) => (y <= 0 ? 0 : g)),
  ),
};
