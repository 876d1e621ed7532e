// The operations that every page loads, those of LeNet, and the plain kernels that they call.

import { convolution, PLAIN } from "./convolution";
import { fill } from "./fill";
import { logSoftmax } from "./log-softmax";
import { matrix, UNSCALED } from "./matrix";
import { HALVES, maxPooling } from "./max-pooling";
import { nll } from "./nll";
import type { Operations } from "./operation";
import { AT_ZERO, rectifier } from "./rectifier";
import { OVER_SAMPLES, sum } from "./sum";

export { plainKernels } from "../kernels/plain";
export { POINTERS } from "../kernels/pointers";

/** The arguments that the core's operations must have, where not all will do. */
export const MUST = {
  addmm: UNSCALED,
  convolution: PLAIN,
  convolution_backward: PLAIN,
  max_pool2d_with_indices: HALVES,
  sum: OVER_SAMPLES,
  threshold_backward: AT_ZERO,
};

export const operations: Operations = {
  ...convolution,
  ...fill,
  ...logSoftmax,
  ...matrix,
  ...maxPooling,
  ...nll,
  ...rectifier,
  ...sum,
};
