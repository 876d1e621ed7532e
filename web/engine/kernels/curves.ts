// Plain kernels of GELU and SiLU.

import { gelu, geluSlope, silu, siluSlope } from "./special";

export const curves = (f: Float32Array) => ({
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
