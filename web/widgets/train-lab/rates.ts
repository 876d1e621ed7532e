// Learning rates with which LeNet learns digits well: five epochs of TrainLab's digits, in batches of
// 32, measured with PyTorch for two seeds.

import type { OptimizerName } from "../shared/optimizers";

interface Rates {
  /** the one that an optimizer begins with */
  own: number;
  /** from and to: with these the accuracy is within 3 points of the best that it reaches */
  good: [number, number];
}

export const RATES: Record<OptimizerName, Rates> = {
  SGD: { own: 0.2, good: [0.15, 0.3] },
  momentum: { own: 0.03, good: [0.015, 0.05] },
  Nesterov: { own: 0.03, good: [0.015, 0.07] },
  RMSprop: { own: 0.001, good: [0.0007, 0.005] },
  Adam: { own: 0.003, good: [0.0015, 0.01] },
  AdamW: { own: 0.003, good: [0.0015, 0.01] },
};

/** A learning rate to try after one with which training diverged: a tenth of it at most. */
export function gentler(optimizer: OptimizerName, rate: number): number {
  return Math.min(rate / 10, RATES[optimizer].own);
}
