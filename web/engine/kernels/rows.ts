// Plain kernels for rows of numbers: what softmax and normalization need.

export const rows = (f: Float32Array) => ({
  sumRow(x: number, n: number, count: number, step: number) {
    let sum = 0;
    for (let r = 0; r < count; r++) {
      for (let i = 0; i < n; i++) sum += f[x + r * step + i];
    }
    return sum;
  },

  dotRow(a: number, b: number, n: number, count: number, step: number, p: number, q: number) {
    let sum = 0;
    for (let r = 0; r < count; r++) {
      for (let i = r * step; i < r * step + n; i++) sum += (f[a + i] - p) * (f[b + i] - q);
    }
    return sum;
  },

  scaleRows(x: number, y: number, s: number, u: number, n: number, count: number) {
    for (let r = 0; r < count; r++) {
      for (let i = r * n; i < (r + 1) * n; i++) f[y + i] = f[s + r] * f[x + i] + f[u + r];
    }
  },

  blendRows(
    a: number,
    b: number,
    y: number,
    s: number,
    t: number,
    u: number,
    n: number,
    count: number,
  ) {
    for (let r = 0; r < count; r++) {
      for (let i = r * n; i < (r + 1) * n; i++) {
        f[y + i] = f[s + r] * f[a + i] + f[t + r] * f[b + i] + f[u + r];
      }
    }
  },

  normRows(
    x: number,
    w: number | null,
    b: number | null,
    y: number,
    mean: number,
    rstd: number,
    n: number,
    count: number,
    eps: number,
  ) {
    for (let r = 0; r < count; r++, x += n, y += n) {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += f[x + i];
      const middle = sum / n;
      let squares = 0;
      for (let i = 0; i < n; i++) squares += (f[x + i] - middle) ** 2;
      const scale = 1 / Math.sqrt(squares / n + eps);
      f[mean + r] = middle;
      f[rstd + r] = scale;
      for (let i = 0; i < n; i++) {
        const weight = w === null ? 1 : f[w + i];
        f[y + i] = (f[x + i] - middle) * scale * weight + (b === null ? 0 : f[b + i]);
      }
    }
  },

  normRowsGrad(
    g: number,
    x: number,
    w: number | null,
    mean: number,
    rstd: number,
    dx: number,
    dw: number,
    db: number,
    n: number,
    count: number,
  ) {
    const weighted = (i: number) => f[g + i] * (w === null ? 1 : f[w + i]);
    for (let r = 0; r < count; r++, g += n, x += n, dx += n) {
      const scale = f[rstd + r];
      const normed = (i: number) => (f[x + i] - f[mean + r]) * scale;
      let sum = 0;
      let dot = 0;
      for (let i = 0; i < n; i++) {
        f[db + i] += f[g + i];
        f[dw + i] += f[g + i] * normed(i);
        sum += weighted(i);
        dot += weighted(i) * normed(i);
      }
      for (let i = 0; i < n; i++) f[dx + i] = scale * (weighted(i) - (sum + normed(i) * dot) / n);
    }
  },

  softmaxRows(x: number, y: number, n: number, count: number, safe: boolean) {
    for (let r = 0; r < count; r++, x += n, y += n) {
      let most = Number.NEGATIVE_INFINITY;
      for (let i = 0; i < n; i++) most = Math.max(most, f[x + i]);
      const none = safe && most === Number.NEGATIVE_INFINITY;
      let sum = 0;
      for (let i = 0; i < n; i++) sum += Math.exp(f[x + i] - most);
      for (let i = 0; i < n; i++) f[y + i] = none ? 0 : Math.exp(f[x + i] - most) / sum;
    }
  },

  softmaxRowsGrad(g: number, y: number, dx: number, n: number, count: number) {
    for (let r = 0; r < count; r++, g += n, y += n, dx += n) {
      let dot = 0;
      for (let i = 0; i < n; i++) dot += f[g + i] * f[y + i];
      for (let i = 0; i < n; i++) f[dx + i] = f[y + i] * (f[g + i] - dot);
    }
  },
});
