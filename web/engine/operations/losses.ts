// Losses with a term for each number, and their gradients; sums are in double.

import { softplus } from "../kernels/special";
import { type Tensor, tensor } from "../tensor";
import { arithmetic } from "./arithmetic";
import { dense } from "./by-kernel";
import { elementwise, type Formula } from "./elementwise";
import { MEAN, NONE, nll } from "./nll";
import { type Bind, type Call, type Operations, ordered } from "./operation";
import { sumOver } from "./sum";

type Make = (args: Call["args"]) => Formula;

/** A loss with a term for each number of the operands: the terms, their sum, or their mean. */
function terms(names: string[], make: Make): Bind {
  const each = elementwise(names, make);
  return (call) => {
    const { reduction = MEAN } = call.args;
    if (reduction === NONE) return each(call);
    const { shape, numel } = call.in.self;
    const all = tensor(call.scratch(numel), shape);
    const compute = each({ ...call, y: all });
    const sum = sumOver(call, all, call.y, [...shape.keys()], (sum) => {
      return reduction === MEAN ? sum / numel : sum;
    });
    return () => {
      compute();
      sum();
    };
  };
}

/** Its gradient, g times what `make` says of the operands, divided by their number for the mean. */
function termsBackward(names: string[], make: Make): Bind {
  return (call) => {
    const { reduction = MEAN } = call.args;
    const count = reduction === MEAN ? call.y.numel : 1;
    const slope = make(call.args);
    const operands = ["grad_output", ...names];
    return elementwise(
      operands,
      () => (g, a, b, c) => (g * (slope(a, b, c, 0) as number)) / count,
    )(call);
  };
}

const PAIR = ["self", "target"];

/** x - t, written to `y`. */
const gap = (call: Call, y: Tensor) => {
  const { self, target: other } = call.in;
  return arithmetic.sub({ ...call, in: { self, other }, args: {}, y, out: [y] }) as () => void;
};

/** Σ (x - t)², or the mean. */
const squaredError: Bind = (call) => {
  const { reduction = MEAN } = call.args;
  if (reduction === NONE) return terms(PAIR, () => (x, t) => (x - t) ** 2)(call);
  const { k, f32, y } = call;
  const { shape, numel } = call.in.self;
  const gaps = tensor(call.scratch(numel), shape);
  const subtract = gap(call, gaps);
  return () => {
    subtract();
    const sum = k.dotRow(gaps.at, gaps.at, numel, 1, 0, 0, 0);
    f32[y.at] = reduction === MEAN ? sum / numel : sum;
  };
};

const squaredErrorBackward: Bind = (call) => {
  const { reduction = MEAN } = call.args;
  const { k, f32, y, in: ins } = call;
  const { numel } = y;
  if (reduction === NONE || !dense(y))
    return termsBackward(PAIR, () => (x, t) => 2 * (x - t))(call);
  const subtract = gap(call, y);
  const scale = call.scratch(2);
  return () => {
    subtract();
    f32[scale] = (2 * f32[ins.grad_output.at]) / (reduction === MEAN ? numel : 1);
    f32[scale + 1] = 0;
    k.scaleRows(y.at, y.at, scale, scale + 1, numel, 1);
  };
};

const EPS = 1e-12; // as torch has it

/** log x, but not below -100. */
const log = (x: number) => Math.max(Math.log(x), -100);

/**
 * Σ max(0, margin - x_t + x_j)ᵖ w_t over the classes j but t, divided by how many classes there are.
 * `visit` gets each term's places, the power that it has, and its factor.
 */
function margins(
  { f32, i32, in: { self, target, weight }, args }: Call,
  visit: (sample: number, own: number, other: number, gap: number, factor: number) => void,
) {
  const classes = self.shape.at(-1) ?? 1;
  const { margin = 1 } = args;
  for (let i = 0; i < self.numel / classes; i++) {
    const label = i32[target.at + i];
    const own = i * classes + label;
    const factor = (weight ? f32[weight.at + label] : 1) / classes;
    for (let other = i * classes; other < (i + 1) * classes; other++) {
      const gap = margin - f32[self.at + own] + f32[self.at + other];
      if (other !== own && gap > 0) visit(i, own, other, gap, factor);
    }
  }
}

const multiMargin: Bind = ordered((call) => {
  const { f32, y, in: ins, args } = call;
  const { reduction = MEAN, p = 1 } = args;
  const samples = ins.self.numel / (ins.self.shape.at(-1) ?? 1);
  const sums = new Float64Array(y.numel);
  return () => {
    sums.fill(0);
    margins(call, (i, _own, _other, gap, factor) => {
      sums[reduction === NONE ? i : 0] += gap ** p * factor;
    });
    for (let i = 0; i < y.numel; i++) f32[y.at + i] = sums[i] / (reduction === MEAN ? samples : 1);
  };
});

const multiMarginBackward: Bind = ordered((call) => {
  const { f32, y, in: ins, args } = call;
  const { reduction = MEAN, p = 1 } = args;
  const samples = reduction === MEAN ? ins.self.numel / (ins.self.shape.at(-1) ?? 1) : 1;
  return () => {
    f32.fill(0, y.at, y.at + y.numel);
    margins(call, (i, own, other, gap, factor) => {
      const g = f32[ins.grad_output.at + (reduction === NONE ? i : 0)] / samples;
      const slope = g * factor * p * gap ** (p - 1);
      f32[y.at + own] -= slope;
      f32[y.at + other] += slope;
    });
  };
});

export const losses: Operations = {
  binary_cross_entropy: terms([...PAIR, "weight"], () => (x, t, w) => {
    return -w * (t * log(x) + (1 - t) * Math.max(Math.log1p(-x), -100));
  }),
  binary_cross_entropy_backward: termsBackward([...PAIR, "weight"], () => (x, t, w) => {
    return (w * (x - t)) / Math.max((1 - x) * x, EPS);
  }),
  // log(1 + e⁻ˣ) where t is 1, weighed by pos_weight, and log(1 + eˣ) where it is 0
  binary_cross_entropy_with_logits: terms([...PAIR, "weight", "pos_weight"], () => (x, t, w, p) => {
    return w * ((1 - t) * x + (1 + (p - 1) * t) * softplus(-x));
  }),
  huber_loss: terms(PAIR, ({ delta = 1 }) => (x, t) => {
    const z = Math.abs(x - t);
    return z <= delta ? 0.5 * z * z : delta * (z - 0.5 * delta);
  }),
  huber_loss_backward: termsBackward(PAIR, ({ delta }) => (x, t) => {
    return Math.min(Math.max(x - t, -delta), delta);
  }),
  mse_loss: squaredError,
  mse_loss_backward: squaredErrorBackward,
  multi_margin_loss: multiMargin,
  multi_margin_loss_backward: multiMarginBackward,
  // (N, C, …) is taken by the same
  nll_loss2d_backward: nll.nll_loss_backward,
  nll_loss2d_forward: nll.nll_loss_forward,
  smooth_l1_loss: terms(PAIR, ({ beta = 1 }) => (x, t) => {
    const z = Math.abs(x - t);
    return z < beta ? (0.5 * z * z) / beta : z - 0.5 * beta;
  }),
  smooth_l1_loss_backward: termsBackward(PAIR, ({ beta }) => (x, t) => {
    const z = x - t;
    return Math.abs(z) < beta ? z / beta : Math.sign(z);
  }),
  soft_margin_loss: terms(PAIR, () => (x, t) => softplus(-t * x)),
  soft_margin_loss_backward: termsBackward(PAIR, () => (x, t) => {
    const e = Math.exp(-t * x);
    return (-t * e) / (1 + e);
  }),
};
