// The operations that every page loads, those of LeNet, and the plain kernels that they call.

import { convolution } from "./convolution";
import { fill } from "./fill";
import { logSoftmax } from "./log-softmax";
import { matrix } from "./matrix";
import { maxPooling } from "./max-pooling";
import { nll } from "./nll";
import type { Operations } from "./operation";
import { rectifier } from "./rectifier";
import { sum } from "./sum";

export { plainKernels } from "../kernels/plain";

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
