// Plain kernels of the optimizers: one step for n weights p with gradients g.
// The formulas are torch.optim's; its documentation names the papers.

import type { AdamStep, RMSpropStep, SGDStep } from "./types";

export const update = (f: Float32Array | Float64Array) => ({
  /** buf = μ buf + g;  p = p - lr buf, with Nesterov p - lr (g + μ buf). */
  sgd(p: number, g: number, buf: number, n: number, o: SGDStep) {
    for (let i = 0; i < n; i++) {
      let step = f[g + i] + o.decay * f[p + i];
      if (o.buffered) {
        f[buf + i] = o.momentum * f[buf + i] + step;
        step = o.nesterov ? step + o.momentum * f[buf + i] : f[buf + i];
      }
      f[p + i] -= o.lr * step;
    }
  },

  /** v = α v + (1 - α) g²;  p = p - lr g / (√v + eps). */
  rmsprop(p: number, g: number, v: number, n: number, o: RMSpropStep) {
    for (let i = 0; i < n; i++) {
      const grad = f[g + i] + o.decay * f[p + i];
      f[v + i] = o.alpha * f[v + i] + (1 - o.alpha) * grad * grad;
      f[p + i] -= o.lr * (grad / (Math.sqrt(f[v + i]) + o.eps));
    }
  },

  /** m = β₁ m + (1 - β₁) g;  v = β₂ v + (1 - β₂) g²;  p = p - size · m / (√v / root + eps). */
  adam(p: number, g: number, m: number, v: number, n: number, o: AdamStep) {
    for (let i = 0; i < n; i++) {
      f[p + i] *= o.shrink;
      const grad = f[g + i] + o.decay * f[p + i];
      f[m + i] += (1 - o.beta1) * (grad - f[m + i]);
      f[v + i] = o.beta2 * f[v + i] + (1 - o.beta2) * grad * grad;
      f[p + i] -= (o.size * f[m + i]) / (Math.sqrt(f[v + i]) / o.root + o.eps);
    }
  },
});
