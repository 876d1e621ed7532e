// The rectifier and its gradient, as LeNet has them; curves.ts has the others.

import { byKernel } from "./by-kernel";
import { type Operations, only } from "./operation";

/** The arguments of the rectifier's gradient, as the core has it. */
export const AT_ZERO = { threshold: [0] };

export const rectifier: Operations = {
  relu: byKernel("relu", ["self"]),

  // at the threshold the gradient is 0
  threshold_backward: only(AT_ZERO, byKernel("reluGrad", ["grad_output", "self"])),
};
