// The sum over the samples, as the gradient of a bias has it; reduction.ts has all others.

import { type Operations, only, ordered } from "./operation";

/** The arguments that a sum has in the core. */
export const OVER_SAMPLES = { dim: [[0]] };

export const sum: Operations = {
  sum: only(
    OVER_SAMPLES,
    ordered((call) => {
      const [x, { y, k }] = [call.in.self, call];
      return () => k.sumRows(x.at, y.at, x.shape[0], y.numel);
    }),
  ),
};
