// The other losses, and their gradients.

import { loss, terms, termsBackward } from "./loss";
import type { Operations } from "./operation";
import { softplus } from "./special";

const PAIR = ["self", "target"];
const EPS = 1e-12; // as torch has it

/** log x, but not below -100. */
const log = (x: number) => Math.max(Math.log(x), -100);

/** A weight that was not given is 1. */
const weighed = (w: number) => (Number.isNaN(w) ? 1 : w);

export const losses: Operations = {
  binary_cross_entropy: terms([...PAIR, "weight"], () => (x, t, w) => {
    return -weighed(w) * (t * log(x) + (1 - t) * Math.max(Math.log1p(-x), -100));
  }),
  binary_cross_entropy_backward: termsBackward([...PAIR, "weight"], () => (x, t, w) => {
    return (weighed(w) * (x - t)) / Math.max((1 - x) * x, EPS);
  }),
  // log(1 + e⁻ˣ) where t is 1, weighed by pos_weight, and log(1 + eˣ) where it is 0
  binary_cross_entropy_with_logits: terms([...PAIR, "weight", "pos_weight"], () => (x, t, w, p) => {
    return weighed(w) * ((1 - t) * x + (1 + (weighed(p) - 1) * t) * softplus(-x));
  }),
  huber_loss: terms(PAIR, ({ delta = 1 }) => (x, t) => {
    const z = Math.abs(x - t);
    return z <= delta ? 0.5 * z * z : delta * (z - 0.5 * delta);
  }),
  huber_loss_backward: termsBackward(PAIR, ({ delta }) => (x, t) => {
    return Math.min(Math.max(x - t, -delta), delta);
  }),
  nll_loss2d_backward: loss.nll_loss_backward,
  nll_loss2d_forward: loss.nll_loss_forward,
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
