// The likelihood of classes in float32, to the last bit as torch has it; of doubles as in the core, which
// is smaller.

import { byRows } from "./lines";
import { logSoftmax } from "./log-softmax";
import { classes, MEAN, NONE, nll } from "./nll";
import { type Bind, type Operations, ordered } from "./operation";

const { fround } = Math;

/** In float32 the one, in double the other. */
const both =
  (single: Bind, double: (typeof nll)[string]): Operations[string] =>
  (call) =>
    (call.f32 instanceof Float32Array ? single : double)(call);

/** The sum of losses, sample by sample, as `nll_loss` adds up: 16 by themselves, as many such sums, … */
function total() {
  const sums = new Float32Array(8);
  return {
    add(sample: number, term: number) {
      sums[0] += term;
      for (let j = 0; j < 7 && Math.floor(sample / 16 ** j) % 16 === 0; j++) {
        sums[j + 1] += sums[j];
        sums[j] = 0;
      }
    },
    all: () => sums.reduce((sum, one) => fround(sum + one)),
  };
}

const forward: Bind = ordered((call) => {
  const { f32, y, in: ins, args } = call;
  const { reduction = MEAN } = args;
  const weighed = call.out[1];
  return () => {
    const [sum, count] = [total(), total()];
    if (reduction === NONE) f32.fill(0, y.at, y.at + y.numel);
    for (const { i, place, weight } of classes(call)) {
      const term = fround(-weight * f32[ins.self.at + place]);
      if (reduction === NONE) f32[y.at + i] = term;
      sum.add(i, term);
      count.add(i, weight);
    }
    if (reduction !== NONE) f32[y.at] = reduction === MEAN ? sum.all() / count.all() : sum.all();
    if (weighed) f32[weighed.at] = reduction === NONE ? 0 : count.all();
  };
});

export const likelihood: Operations = {
  nll_loss_forward: both(forward, nll.nll_loss_forward),

  /** y = x - max - log Σ exp(x - max) */
  _log_softmax: both(
    byRows(["self"], ({ k }, [x, y], len, count, beside) => {
      k.logSoftmaxRows(x, y, len, count, beside);
    }),
    logSoftmax._log_softmax,
  ),

  /** dx = g - exp(y) Σ g */
  _log_softmax_backward_data: both(
    byRows(["grad_output", "output"], ({ k }, [g, y, dx], len, count, beside) => {
      k.logSoftmaxRowsGrad(g, y, dx, len, count, beside);
    }),
    logSoftmax._log_softmax_backward_data,
  ),
};
