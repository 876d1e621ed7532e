// Activation functions, and their gradients.

import { gelu, geluSlope, sigmoid, silu, siluSlope, softplus } from "../kernels/special";
import type { Tensor } from "../tensor";
import { within } from "./arithmetic";
import { elementwise, type Formula, vectorised } from "./elementwise";
import type { Bind, Call, Operations } from "./operation";
import { axis } from "./operation";
import { rectifier } from "./rectifier";

type Make = (args: Call["args"]) => Formula;

const of = (make: Make) => elementwise(["self"], make);
const backward = (make: Make, ...names: string[]) =>
  elementwise(["grad_output", ...(names.length ? names : ["self"])], make);

const ROOT = Math.sqrt(2 / Math.PI);
const CUBE = 0.044715;

/** The part of a tensor from place `from` on along an axis, `size` long. */
function part(t: Tensor, d: number, from: number, size: number): Tensor {
  const shape = t.shape.map((all, e) => (e === d ? size : all));
  return {
    ...t,
    at: t.at + from * t.strides[d],
    shape,
    numel: (t.numel / t.shape[d]) * size,
    contiguous: false,
  };
}

/** a σ(b), where a and b are the halves of x; and its gradient in both halves. */
const glu: Bind = (call) => {
  const x = call.in.self;
  const d = axis(call.args.dim ?? -1, x);
  const half = x.shape[d] / 2;
  const halves = { a: part(x, d, 0, half), b: part(x, d, half, half) };
  return elementwise(["a", "b"], () => (a, b) => a * sigmoid(b))({ ...call, in: halves });
};
const gluBackward: Bind = (call) => {
  const { self: x, grad_output: g } = call.in;
  const d = axis(call.args.dim, x);
  const half = x.shape[d] / 2;
  const ins = { a: part(x, d, 0, half), b: part(x, d, half, half), g };
  const into = (from: number, formula: Formula) => {
    return elementwise(
      ["g", "a", "b"],
      () => formula,
    )({ ...call, in: ins, y: part(call.y, d, from, half) });
  };
  const first = into(0, (g, _, b) => g * sigmoid(b));
  const second = into(half, (g, a, b) => g * a * sigmoid(b) * (1 - sigmoid(b)));
  return () => {
    first();
    second();
  };
};

const geluByErf = vectorised("gelu", ["self"], () => gelu);
const geluByErfBackward = vectorised("geluGrad", ["grad_output", "self"], () => (g, x) => {
  return g * geluSlope(x);
});
const geluByTanh = of(() => (x) => 0.5 * x * (1 + Math.tanh(ROOT * (x + CUBE * x ** 3))));
const geluByTanhBackward = backward(() => (g, x) => {
  const t = Math.tanh(ROOT * (x + CUBE * x ** 3));
  return g * 0.5 * (1 + t + x * (1 - t * t) * ROOT * (1 + 3 * CUBE * x * x));
});

/** x·rise where x > 0, else fall (e^(x·inner) - 1), with rise, fall and inner from the arguments. */
const elu = (numbers: (args: Call["args"]) => number[]) =>
  vectorised(
    "elu",
    ["self"],
    (args) => {
      const [rise, fall, inner] = numbers(args);
      return (x) => (x > 0 ? x * rise : fall * Math.expm1(x * inner));
    },
    numbers,
  );
const eluBackward = vectorised(
  "eluGrad",
  ["grad_output", "self_or_result"],
  ({ alpha, scale, input_scale: inner }) =>
    (g, x) =>
      g * (x > 0 ? scale : inner * scale * alpha * Math.exp(x * inner)),
  ({ alpha, scale, input_scale: inner }) => [scale, alpha * scale, inner],
);
const eluBackwardOfResult = backward(
  ({ alpha, scale, input_scale: inner }) =>
    (g, y) =>
      g * (y > 0 ? scale : inner * (y + alpha * scale)),
  "self_or_result",
);

export const curves: Operations = {
  celu: elu(({ alpha = 1 }) => [1, alpha, 1 / alpha]),
  elu: elu(({ alpha = 1, scale = 1, input_scale: inner = 1 }) => [scale, alpha * scale, inner]),
  elu_backward: (call) => (call.args.is_result ? eluBackwardOfResult : eluBackward)(call),

  gelu: (call) => (call.args.approximate === "tanh" ? geluByTanh : geluByErf)(call),
  gelu_backward: (call) =>
    (call.args.approximate === "tanh" ? geluByTanhBackward : geluByErfBackward)(call),

  glu,
  glu_backward: gluBackward,

  hardshrink: of(
    ({ lambd = 0.5 }) =>
      (x) =>
        x >= -lambd && x <= lambd ? 0 : x,
  ),
  hardshrink_backward: elementwise(["grad_out", "self"], ({ lambd }) => (g, x) => {
    return x >= -lambd && x <= lambd ? 0 : g;
  }),

  hardsigmoid: of(() => (x) => Math.min(Math.max(x + 3, 0), 6) / 6),
  hardsigmoid_backward: backward(() => (g, x) => (x > -3 && x < 3 ? g / 6 : 0)),

  hardswish: of(() => (x) => (x * Math.min(Math.max(x + 3, 0), 6)) / 6),
  hardswish_backward: backward(() => (g, x) => {
    if (x <= -3) return 0;
    return x < 3 ? g * (x / 3 + 0.5) : g;
  }),

  hardtanh: within(({ min_val: low = -1, max_val: high = 1 }) => [low, high]),
  hardtanh_backward: vectorised(
    "clampGrad",
    ["grad_output", "self"],
    ({ min_val: low, max_val: high }) =>
      (g, x) =>
        x <= low || x >= high ? 0 : g,
    ({ min_val: low, max_val: high }) => [low, high],
  ),

  log_sigmoid_backward: backward(() => (g, x) => g * (1 - sigmoid(x))),
  // the second output is what torch's own gradient starts from
  log_sigmoid_forward: (call) => {
    const [y, buffer] = call.out;
    const compute = of(() => (x) => -softplus(-x))({ ...call, y: y as Tensor });
    if (!buffer) return compute;
    const keep = of(() => (x) => Math.exp(-Math.abs(x)))({ ...call, y: buffer });
    return () => {
      compute();
      keep();
    };
  },

  mish: of(() => (x) => x * Math.tanh(softplus(x))),
  mish_backward: backward(() => (g, x) => {
    const t = Math.tanh(softplus(x));
    return g * (t + x * sigmoid(x) * (1 - t * t));
  }),

  _prelu_kernel: elementwise(["self", "weight"], () => (x, w) => (x > 0 ? x : w * x)),
  _prelu_kernel_backward: (call) => {
    const [dx, dw] = call.out;
    const names = ["self", "weight", "grad_output"];
    const runs = [
      dx && elementwise(names, () => (x, w, g) => (x > 0 ? g : w * g))({ ...call, y: dx }),
      dw && elementwise(names, () => (x, _, g) => (x > 0 ? 0 : x * g))({ ...call, y: dw }),
    ];
    return () => {
      for (const run of runs) run?.();
    };
  },

  silu: vectorised("silu", ["self"], () => silu),
  silu_backward: vectorised("siluGrad", ["grad_output", "self"], () => (g, x) => g * siluSlope(x)),

  // beyond the threshold x itself
  softplus: of(({ beta = 1, threshold = 20 }) => (x) => {
    return x * beta > threshold ? x : softplus(x * beta) / beta;
  }),
  softplus_backward: backward(({ beta, threshold }) => (g, x) => {
    return x * beta > threshold ? g : g * sigmoid(x * beta);
  }),

  softshrink: of(({ lambd = 0.5 }) => (x) => {
    return x > lambd ? x - lambd : x < -lambd ? x + lambd : x * 0;
  }),
  softshrink_backward: backward(
    ({ lambd }) =>
      (g, x) =>
        x >= -lambd && x <= lambd ? 0 : g,
  ),

  threshold_backward: (call) =>
    rectifier.threshold_backward(call) ??
    backward(
      ({ threshold }) =>
        (g, y) =>
          y <= threshold ? 0 : g,
    )(call),
  threshold: of(
    ({ threshold, value }) =>
      (x) =>
        x <= threshold ? value : x,
  ),

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
