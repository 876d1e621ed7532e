// The negative log-likelihood of classes; sums are in double.

import { type Call, type Operations, ordered } from "./operation";

/** As aten numbers them. */
export const [NONE, MEAN] = [0, 1];

/** Each sample's class with its weight, and where its score stands: (N, C, …) or (C). */
export function* classes({ i32, f32, in: { self, target, weight }, args }: Call) {
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

export const nll: Operations = {
  nll_loss_backward: nllBackward,
  nll_loss_forward: nllForward,
};
