// The rectifier and its gradient.

import { elementwise, vectorised } from "./elementwise";
import type { Operations } from "./operation";

export const rectifier: Operations = {
  relu: vectorised("relu", ["self"], () => (x) => Math.max(x, 0)), // NaN stays NaN

  // at the threshold the gradient is 0
  threshold_backward: (call) => {
    const names = ["grad_output", "self"];
    const { threshold } = call.args;
    const make = () => (g: number, y: number) => (y <= threshold ? 0 : g);
    return (threshold ? elementwise(names, make) : vectorised("reluGrad", names, make))(call);
  },
};
