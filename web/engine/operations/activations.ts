// The oldest activation functions and their gradients, which have kernels in SIMD.

import { elementwise, vectorised } from "./elementwise";
import type { Operations } from "./operation";

export const activations: Operations = {
  relu: vectorised("relu", ["self"], () => (x) => Math.max(x, 0)), // NaN stays NaN

  // at the threshold the gradient is 0
  threshold_backward: (call) => {
    const names = ["grad_output", "self"];
    const { threshold } = call.args;
    const make = () => (g: number, y: number) => (y <= threshold ? 0 : g);
    return (threshold ? elementwise(names, make) : vectorised("reluGrad", names, make))(call);
  },

  leaky_relu: vectorised(
    "leakyRelu",
    ["self"],
    ({ negative_slope: slope = 0.01 }) =>
      (x) =>
        x > 0 ? x : x * slope,
    ({ negative_slope: slope = 0.01 }) => [slope],
  ),
  leaky_relu_backward: vectorised(
    "leakyReluGrad",
    ["grad_output", "self"],
    ({ negative_slope: slope }) =>
      (g, x) =>
        x > 0 ? g : g * slope,
    ({ negative_slope: slope }) => [slope],
  ),

  tanh: vectorised("tanh", ["self"], () => Math.tanh),
  // tanh′ = 1 - tanh²
  tanh_backward: vectorised("tanhGrad", ["grad_output", "output"], () => (g, y) => g * (1 - y * y)),

  // σ(x) = 1 / (1 + e⁻ˣ)
  sigmoid: vectorised("sigmoid", ["self"], () => (x) => 1 / (1 + Math.exp(-x))),
  // σ′ = σ (1 - σ)
  sigmoid_backward: vectorised(
    "sigmoidGrad",
    ["grad_output", "output"],
    () => (g, y) => g * (1 - y) * y,
  ),
};
