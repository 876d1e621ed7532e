// Plain kernels that treat each number by itself.

export const pointwise = (f: Float32Array) => ({
  leakyReluGrad(g: number, x: number, dx: number, n: number, slope: number) {
    for (let i = 0; i < n; i++) f[dx + i] = f[x + i] > 0 ? f[g + i] : f[g + i] * slope;
  },

  tanh(x: number, y: number, n: number) {
    for (let i = 0; i < n; i++) f[y + i] = Math.tanh(f[x + i]);
  },

  /** tanh′ = 1 - tanh². */
  tanhGrad(g: number, y: number, dx: number, n: number) {
    for (let i = 0; i < n; i++) f[dx + i] = f[g + i] * (1 - f[y + i] * f[y + i]);
  },

  /** y = 1 / (1 + e⁻ˣ). */
  sigmoid(x: number, y: number, n: number) {
    for (let i = 0; i < n; i++) f[y + i] = 1 / (1 + Math.exp(-f[x + i]));
  },

  /** σ′ = σ (1 - σ). */
  sigmoidGrad(g: number, y: number, dx: number, n: number) {
    for (let i = 0; i < n; i++) f[dx + i] = f[g + i] * (1 - f[y + i]) * f[y + i];
  },

  /** y = x within bounds; NaN stays NaN. */
  clamp(x: number, y: number, n: number, low: number, high: number) {
    for (let i = 0; i < n; i++) f[y + i] = Math.min(Math.max(f[x + i], low), high);
  },

  /** dx = g, but 0 where x is at a bound or beyond. */
  clampGrad(g: number, x: number, dx: number, n: number, low: number, high: number) {
    for (let i = 0; i < n; i++) f[dx + i] = f[x + i] <= low || f[x + i] >= high ? 0 : f[g + i];
  },
});
