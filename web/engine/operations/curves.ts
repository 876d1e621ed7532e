// Activation functions, and their gradients.

import { gelu, geluSlope, silu, siluSlope } from "../kernels/special";
import type { Tensor } from "../tensor";
import { within } from "./arithmetic";
import {
  abs,
  add,
  chain,
  div,
  exp,
  Link,
  le,
  linked,
  lt,
  max,
  min,
  mul,
  neg,
  softplus,
  sub,
  type Value,
  where,
} from "./chain";
import { elementwise, type Formula, vectorised } from "./elementwise";
import { axis, type Bind, type Call, type Operations } from "./operation";
import { rectifier } from "./rectifier";

type Make = (args: Call["args"]) => Formula;

const backward = (make: Make, name: string) => elementwise(["grad_output", name], make);

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

/** σ(x) = 1 / (1 + e⁻ˣ) */
const sigmoid = vectorised("sigmoid", ["self"], () => (x) => 1 / (1 + Math.exp(-x)));
const logistic = (self: Value) => new Link(sigmoid, { self });

/** a σ(b), where a and b are the halves of x; and its gradient in both halves. */
const glu: Bind = (call) => {
  const x = call.in.self;
  const d = axis(call.args.dim ?? -1, x);
  const half = x.shape[d] / 2;
  return linked(call, mul(part(x, d, 0, half), logistic(part(x, d, half, half))));
};
const gluBackward: Bind = (call) => {
  const { self: x, grad_output: g } = call.in;
  const d = axis(call.args.dim, x);
  const half = x.shape[d] / 2;
  const [a, s] = [part(x, d, 0, half), logistic(part(x, d, half, half))];
  const halves = [mul(g, s), mul(mul(mul(g, a), s), sub(1, s))].map((link, i) => {
    return linked({ ...call, y: part(call.y, d, i * half, half) }, link);
  });
  return () => {
    for (const run of halves) run();
  };
};

/** With s for softplus and n = e²ˢ - 1 = e²ˣ + 2eˣ: tanh s = n / (n + 2), and 1 - tanh s. */
function bentTanh(x: Value): [tanh: Link, rest: Link] {
  const e = exp(x);
  const n = mul(e, add(e, 2));
  const sum = add(n, 2);
  return [where(lt(20, x), 1, div(n, sum)), div(2, sum)];
}

const geluByErf = vectorised("gelu", ["self"], () => gelu);
const geluByErfBackward = vectorised("geluGrad", ["grad_output", "self"], () => (g, x) => {
  return g * geluSlope(x);
});
/** By tanh: x (1 + tanh u) / 2 is x σ(2u), where u = √(2/π) (x + 0.044715 x³); here 2u. */
const bend = (x: Value) => mul(add(x, mul(mul(x, x), x), CUBE), 2 * ROOT);
const geluByTanh = chain(["self"], (_, x) => mul(x, logistic(bend(x))));
const geluByTanhBackward = chain(["grad_output", "self"], (_, g, x) => {
  const s = logistic(bend(x));
  const slope = add(mul(mul(x, x), 6 * CUBE * ROOT), 2 * ROOT);
  return mul(g, add(s, mul(mul(mul(x, s), sub(1, s)), slope)));
});

/** fall (e^(x·inner) - 1) where x < 0, else x·rise, with rise, fall and inner from the arguments. */
const elu = (numbers: (args: Call["args"]) => number[]) =>
  vectorised(
    "elu",
    ["self"],
    (args) => {
      const [rise, fall, inner] = numbers(args);
      return (x) => (x < 0 ? fall * Math.expm1(x * inner) : x * rise);
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

  hardshrink: chain(["self"], ({ lambd = 0.5 }, x) => where(le(abs(x), lambd), 0, x)),
  hardshrink_backward: chain(["grad_out", "self"], ({ lambd }, g, x) => {
    return where(le(abs(x), lambd), 0, g);
  }),

  hardsigmoid: chain(["self"], (_, x) => div(min(max(add(x, 3), 0), 6), 6)),
  hardsigmoid_backward: chain(["grad_output", "self"], (_, g, x) => {
    return where(lt(abs(x), 3), div(g, 6), 0);
  }),

  hardswish: chain(["self"], (_, x) => div(mul(x, min(max(add(x, 3), 0), 6)), 6)),
  hardswish_backward: chain(["grad_output", "self"], (_, g, x) => {
    return where(le(x, -3), 0, where(lt(x, 3), mul(g, add(div(x, 3), 0.5)), g));
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

  log_sigmoid_backward: chain(["grad_output", "self"], (_, g, x) => mul(g, logistic(neg(x)))),
  // the second output is what torch's own gradient starts from
  log_sigmoid_forward: (call) => {
    const { self: x } = call.in;
    const [y, buffer] = call.out;
    const runs = [
      y && linked({ ...call, y }, neg(softplus(neg(x)))),
      buffer && linked({ ...call, y: buffer }, exp(neg(abs(x)))),
    ];
    return () => {
      for (const run of runs) run?.();
    };
  },

  mish: chain(["self"], (_, x) => mul(x, bentTanh(x)[0])),
  mish_backward: chain(["grad_output", "self"], (_, g, x) => {
    const [t, rest] = bentTanh(x);
    return mul(g, add(t, mul(mul(x, logistic(x)), mul(rest, add(t, 1)))));
  }),

  _prelu_kernel: chain(["self", "weight"], (_, x, w) => where(lt(0, x), x, mul(w, x))),
  _prelu_kernel_backward: (call) => {
    const { self: x, weight: w, grad_output: g } = call.in;
    const [dx, dw] = call.out;
    const runs = [
      dx && linked({ ...call, y: dx }, where(lt(0, x), g, mul(w, g))),
      dw && linked({ ...call, y: dw }, where(lt(0, x), 0, mul(x, g))),
    ];
    return () => {
      for (const run of runs) run?.();
    };
  },

  silu: vectorised("silu", ["self"], () => silu),
  silu_backward: vectorised("siluGrad", ["grad_output", "self"], () => (g, x) => g * siluSlope(x)),

  // beyond the threshold x itself
  softplus: chain(["self"], ({ beta = 1, threshold = 20 }, x) => {
    const z = mul(x, beta);
    return where(lt(threshold, z), x, div(softplus(z), beta));
  }),
  softplus_backward: chain(["grad_output", "self"], ({ beta, threshold }, g, x) => {
    const z = mul(x, beta);
    return where(lt(threshold, z), g, mul(g, logistic(z)));
  }),

  softshrink: chain(["self"], ({ lambd = 0.5 }, x) => sub(x, min(max(x, -lambd), lambd))),
  softshrink_backward: chain(["grad_output", "self"], ({ lambd }, g, x) => {
    return where(le(abs(x), lambd), 0, g);
  }),

  threshold_backward: (call) =>
    rectifier.threshold_backward(call) ??
    chain(["grad_output", "self"], ({ threshold }, g, y) => where(le(y, threshold), 0, g))(call),
  threshold: chain(["self"], ({ threshold, value }, x) => where(le(x, threshold), value, x)),

  leaky_relu: vectorised(
    "leakyReluGrad",
    ["self", "self"],
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

  sigmoid,
  // σ′ = σ (1 - σ)
  sigmoid_backward: vectorised(
    "sigmoidGrad",
    ["grad_output", "output"],
    () => (g, y) => g * (1 - y) * y,
  ),
};
