// Plain kernels for rows of numbers: arithmetic with what may repeat, and what normalization needs.

const MEETINGS = [
  (a: number, b: number, alpha: number) => a + alpha * b,
  (a: number, b: number) => a * b,
  (a: number, b: number) => a / b,
  (a: number, b: number) => Math.max(a, b),
  (a: number, b: number) => Math.min(a, b),
];

export const rows = (f: Float32Array) => ({
  arith(
    a: number,
    b: number,
    y: number,
    n: number,
    count: number,
    kind: number,
    alpha: number,
    aStep: number,
    bStep: number,
    yRow: number,
    aRow: number,
    bRow: number,
  ) {
    const meet = MEETINGS[kind];
    for (let r = 0; r < count; r++) {
      for (let i = 0; i < n; i++) {
        f[y + r * yRow + i] = meet(f[a + r * aRow + i * aStep], f[b + r * bRow + i * bStep], alpha);
      }
    }
  },

  expRow(x: number, y: number, n: number, shift: number) {
    let sum = 0;
    for (let i = 0; i < n; i++) {
      f[y + i] = Math.exp(f[x + i] - shift);
      sum += f[y + i];
    }
    return sum;
  },

  sumRow(x: number, n: number) {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += f[x + i];
    return sum;
  },

  dotRow(a: number, b: number, n: number, p: number, q: number) {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += (f[a + i] - p) * (f[b + i] - q);
    return sum;
  },

  blendRow(a: number, b: number, y: number, n: number, s: number, t: number, u: number) {
    for (let i = 0; i < n; i++) f[y + i] = s * f[a + i] + t * f[b + i] + u;
  },
});
