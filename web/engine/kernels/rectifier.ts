// Plain kernels of the rectifier and its gradient.

export const rectifier = (f: Float32Array) => ({
  /** y = max(x, 0); NaN stays NaN. */
  relu(x: number, y: number, n: number) {
    for (let i = 0; i < n; i++) f[y + i] = Math.max(f[x + i], 0);
  },

  /** dx = g where y > 0, else 0: at 0 the gradient is 0. */
  reluGrad(g: number, y: number, dx: number, n: number) {
    for (let i = 0; i < n; i++) f[dx + i] = f[y + i] <= 0 ? 0 : f[g + i];
  },
});
