// What a reader may choose, and what holds if nothing is chosen.

import type { OptimizerOptions } from "./optimizers";

export interface Settings {
  optimizer: OptimizerOptions;
  /** the learning rate */
  lr: number;
  batch: number;
  /** clear the gradients before each step, as a loop with `optimizer.zero_grad()` does */
  zeroGrad: boolean;
  /** draw another order of the samples in each epoch, and not take them as they lie */
  shuffle: boolean;
  /** of the shuffle; epoch `e` draws `permutation(n, seed, e)` */
  seed: number;
  /** at most so often, in milliseconds, a report while training */
  every: number;
  /** names of values to copy into each report: "c1", "grad:conv1.weight" */
  watch: string[];
  /** a parameter whose gradient each report has in parts, where a batch is computed so */
  apart: string | null;
  /** steps from one evaluation of the test samples to the next; 0 for none */
  evaluateEvery: number;
}

export const defaults: Settings = {
  optimizer: { name: "SGD", momentum: 0.9 },
  lr: 0.05,
  batch: 64,
  zeroGrad: true,
  shuffle: true,
  seed: 0,
  every: 50,
  watch: [],
  apart: null,
  evaluateEvery: 0,
};
