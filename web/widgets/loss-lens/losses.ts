// Softmax, cross-entropy, the squared error of softmax against one-hot, and their gradients.

export interface Losses {
  /** softmax of the logits */
  p: number[];
  /** one-hot of the target */
  t: number[];
  /** −log p of the target */
  crossEntropy: number;
  /** the sum of (p − t)² */
  squared: number;
  /** the derivatives of each with respect to the logits */
  crossEntropyGradient: number[];
  squaredGradient: number[];
  /** Σ p (p − t), which the gradient of the squared error takes off */
  mean: number;
}

/** What F.cross_entropy(z, y) and F.mse_loss(z.softmax(0), one_hot(y), reduction="sum") give. */
export function losses(logits: readonly number[], target: number): Losses {
  const most = Math.max(...logits);
  const powers = logits.map((z) => Math.exp(z - most));
  const sum = powers.reduce((total, power) => total + power, 0);
  const p = powers.map((power) => power / sum);
  const t = logits.map((_, k) => Number(k === target));
  const error = p.map((share, k) => share - t[k]);
  const mean = p.reduce((total, share, k) => total + share * error[k], 0);
  return {
    p,
    t,
    // In one step: the logarithm of a share that underflows would be infinite.
    crossEntropy: Math.log(sum) + most - logits[target],
    squared: error.reduce((total, e) => total + e * e, 0),
    crossEntropyGradient: error,
    squaredGradient: p.map((share, k) => 2 * share * (error[k] - mean)),
    mean,
  };
}

/** Both derivatives at the target's own logit while it takes other values. */
export function slopes(
  logits: readonly number[],
  target: number,
  values: readonly number[],
): { crossEntropy: number[]; squared: number[] } {
  const at = values.map((value) => losses(logits.with(target, value), target));
  return {
    crossEntropy: at.map((l) => l.crossEntropyGradient[target]),
    squared: at.map((l) => l.squaredGradient[target]),
  };
}

/** Logits of one who is sure of a digit, as chapter 3 writes them; of none when it is null. */
export function preset(digit: number | null): number[] {
  return Array.from({ length: 10 }, (_, k) => (k === digit ? 12 : 0));
}
