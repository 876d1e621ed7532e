// When training has failed: the loss is no number, or rose above a guess and stays there.

const LOOK = 32; // the latest steps that are judged

export interface Divergence {
  kind: "nan" | "dead";
  /** the first bad step, counted from 1 */
  step: number;
}

/**
 * Judge the losses of a run so far. `guess` is the loss of a network that has learnt nothing;
 * 0.1 above it is bad. A run that had bad steps and whose latest `LOOK` steps are not below the
 * guess again has diverged.
 */
export function divergence(losses: ArrayLike<number>, guess: number): Divergence | null {
  const n = losses.length;
  let first = 0;
  for (let i = 0; i < n; i++) {
    if (!Number.isFinite(losses[i])) return { kind: "nan", step: i + 1 };
    if (!first && losses[i] > guess + 0.1) first = i + 1;
  }
  if (!first || n < first + 4 * LOOK) return null;
  let sum = 0;
  for (let i = n - LOOK; i < n; i++) sum += losses[i];
  return sum / LOOK < guess - 0.02 ? null : { kind: "dead", step: first };
}
