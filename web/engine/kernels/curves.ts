// Plain kernels of ELU, GELU and SiLU.

import { gelu, geluSlope, silu, siluSlope } from "./special";

export const curves = (f: Float32Array) => ({
  /** y = fall (e^(inner·x) - 1) where x < 0, else rise·x */
  elu(x: number, y: number, n: number, rise: number, fall: number, inner: number) {
    for (let i = 0; i < n; i++) {
      f[y + i] = f[x + i] < 0 ? fall * Math.expm1(inner * f[x + i]) : rise * f[x + i];
    }
  },

  eluGrad(g: number, x: number, dx: number, n: number, rise: number, fall: number, inner: number) {
    for (let i = 0; i < n; i++) {
      f[dx + i] = f[g + i] * (f[x + i] > 0 ? rise : fall * inner * Math.exp(inner * f[x + i]));
    }
  },

  gelu(x: number, y: number, n: number) {
    for (let i = 0; i < n; i++) f[y + i] = gelu(f[x + i]);
  },

  geluGrad(g: number, x: number, dx: number, n: number) {
    for (let i = 0; i < n; i++) f[dx + i] = f[g + i] * geluSlope(f[x + i]);
  },

  silu(x: number, y: number, n: number) {
    for (let i = 0; i < n; i++) f[y + i] = silu(f[x + i]);
  },

  siluGrad(g: number, x: number, dx: number, n: number) {
    for (let i = 0; i < n; i++) f[dx + i] = f[g + i] * siluSlope(f[x + i]);
  },
});
