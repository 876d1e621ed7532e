// Losses with a term for each number, and their gradients; sums are in double.

import { type Tensor, tensor } from "../tensor";
import { arithmetic } from "./arithmetic";
import { dense } from "./by-kernel";
import {
  abs,
  add,
  chain,
  div,
  exp,
  type Link,
  le,
  log,
  log1p,
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
import { MEAN, NONE, nll } from "./nll";
import { type Bind, type Call, type Operations, ordered } from "./operation";

type Make = (args: Call["args"], ...operands: Value[]) => Link;

/** A loss with a term for each number of the operands: the terms, their sum, or their mean. */
function terms(names: string[], make: Make): Bind {
  const each = chain(names, make);
  return (call) => {
    const { reduction = MEAN } = call.args;
    if (reduction === NONE) return each(call);
    const { k, y } = call;
    const { shape, numel } = call.in.self;
    const all = tensor(call.scratch(numel), shape);
    const compute = each({ ...call, y: all });
    const scale = reduction === MEAN ? 1 / numel : 1;
    return () => {
      compute();
      k.reduce(all.at, y.at, null, 0, 1, numel, 1, 0, scale, 1, 0, 1, 0);
    };
  };
}

/** Its gradient, g times what `make` says of the operands, divided by their number for the mean. */
function termsBackward(names: string[], make: Make): Bind {
  return (call) => {
    const { reduction = MEAN } = call.args;
    const count = reduction === MEAN ? call.y.numel : 1;
    return chain(["grad_output", ...names], (args, g, ...operands) => {
      const all = mul(g, make(args, ...operands));
      return count === 1 ? all : div(all, count);
    })(call);
  };
}

const PAIR = ["self", "target"];

/** x - t, written to `y`. */
const gap = (call: Call, y: Tensor) => {
  const { self, target: other } = call.in;
  return arithmetic.sub({ ...call, in: { self, other }, args: {}, y, out: [y] }) as () => void;
};

const squares = chain(PAIR, (_, x, t) => {
  const d = sub(x, t);
  return mul(d, d);
});

/** Σ (x - t)², or the mean. */
const squaredError: Bind = (call) => {
  const { reduction = MEAN } = call.args;
  if (reduction === NONE) return squares(call);
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
    return termsBackward(PAIR, (_, x, t) => mul(sub(x, t), 2))(call);
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

/** Not below -100. */
const low = (x: Value) => max(x, -100);

/** w x */
const weighed = (w: Value, x: Link) => (w === 1 ? x : mul(w, x));

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
  // -(t log x + (1 - t) log(1 - x))
  binary_cross_entropy: terms([...PAIR, "weight"], (_, x, t, w) => {
    const right = mul(t, low(log(x)));
    return weighed(w, neg(add(right, mul(sub(1, t), low(log1p(neg(x)))))));
  }),
  binary_cross_entropy_backward: termsBackward([...PAIR, "weight"], (_, x, t, w) => {
    return weighed(w, div(sub(x, t), max(mul(sub(1, x), x), EPS)));
  }),
  // log(1 + e⁻ˣ) where t is 1, weighed by pos_weight, and log(1 + eˣ) where it is 0
  binary_cross_entropy_with_logits: terms([...PAIR, "weight", "pos_weight"], (_, x, t, w, p) => {
    const more = p === 1 ? 1 : add(mul(sub(p, 1), t), 1);
    return weighed(w, add(mul(sub(1, t), x), weighed(more, softplus(neg(x)))));
  }),
  huber_loss: terms(PAIR, ({ delta = 1 }, x, t) => {
    const z = abs(sub(x, t));
    return where(le(z, delta), mul(mul(z, z), 0.5), mul(sub(z, 0.5 * delta), delta));
  }),
  huber_loss_backward: termsBackward(PAIR, ({ delta }, x, t) => {
    return min(max(sub(x, t), -delta), delta);
  }),
  mse_loss: squaredError,
  mse_loss_backward: squaredErrorBackward,
  multi_margin_loss: multiMargin,
  multi_margin_loss_backward: multiMarginBackward,
  // (N, C, …) is taken by the same
  nll_loss2d_backward: nll.nll_loss_backward,
  nll_loss2d_forward: nll.nll_loss_forward,
  smooth_l1_loss: terms(PAIR, ({ beta = 1 }, x, t) => {
    const z = abs(sub(x, t));
    return where(lt(z, beta), div(mul(mul(z, z), 0.5), beta), sub(z, 0.5 * beta));
  }),
  smooth_l1_loss_backward: termsBackward(PAIR, ({ beta }, x, t) => {
    const z = sub(x, t);
    const sign = where(lt(0, z), 1, where(lt(z, 0), -1, z));
    return where(lt(abs(z), beta), div(z, beta), sign);
  }),
  soft_margin_loss: terms(PAIR, (_, x, t) => softplus(neg(mul(t, x)))),
  soft_margin_loss_backward: termsBackward(PAIR, (_, x, t) => {
    const e = exp(neg(mul(t, x)));
    return div(mul(neg(t), e), add(e, 1));
  }),
};
