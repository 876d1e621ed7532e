// The losses of classes and of numbers. They see few numbers; sums are in double.

import { tensor } from "../tensor";
import { elementwise, type Formula } from "./elementwise";
import { type Bind, type Call, type Operations, ordered } from "./operation";
import { sumOver } from "./sum";

/** As aten numbers them. */
const [NONE, MEAN] = [0, 1];

/** Each sample's class with its weight, and where its score stands: (N, C, …) or (C). */
function* classes({ i32, f32, in: { self, target, weight }, args }: Call) {
  const c = self.shape[self.shape.length > 1 ? 1 : 0];
  const inner = self.shape.slice(2).reduce((p, s) => p * s, 1);
  const ignore = args.ignore_index ?? -100;
  for (let i = 0; i < target.numel; i++) {
    const label = i32[target.at + i];
    if (label === ignore) continue;
    const place = (Math.floor(i / inner) * c + label) * inner + (i % inner);
    yield { i, place, weight: weight ? f32[weight.at + label] : 1 };
  }
}

const nllForward = ordered((call) => {
  const { f32, y, in: ins, args } = call;
  const { reduction = MEAN } = args;
  const total = call.out[1];
  return () => {
    let sum = 0;
    let count = 0;
    if (reduction === NONE) f32.fill(0, y.at, y.at + y.numel);
    for (const { i, place, weight } of classes(call)) {
      const term = -weight * f32[ins.self.at + place];
      if (reduction === NONE) f32[y.at + i] = term;
      sum += term;
      count += weight;
    }
    if (reduction !== NONE) f32[y.at] = reduction === MEAN ? sum / count : sum;
    if (total) f32[total.at] = reduction === NONE ? 0 : count;
  };
});

const nllBackward = ordered((call) => {
  const { f32, y, in: ins, args } = call;
  const { reduction = MEAN } = args;
  const { grad_output: g, total_weight: total } = ins;
  return () => {
    f32.fill(0, y.at, y.at + y.numel);
    const scale = reduction === MEAN ? f32[total.at] : 1;
    for (const { i, place, weight } of classes(call)) {
      f32[y.at + place] = (-weight * f32[g.at + (reduction === NONE ? i : 0)]) / scale;
    }
  };
});

type Make = (args: Call["args"]) => Formula;

/** A loss with a term for each number of the operands: the terms, their sum, or their mean. */
export function terms(names: string[], make: Make): Bind {
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
export function termsBackward(names: string[], make: Make): Bind {
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

export const loss: Operations = {
  nll_loss_forward: nllForward,
  nll_loss_backward: nllBackward,
  mse_loss: terms(["self", "target"], () => (x, t) => (x - t) ** 2),
  mse_loss_backward: termsBackward(["self", "target"], () => (x, t) => 2 * (x - t)),
};
