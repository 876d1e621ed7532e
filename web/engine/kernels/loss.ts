// Softmax and the losses. They see few numbers, so these kernels serve both sets.
// A softmax runs along the middle axis of (outer, len, inner); sums are in double.

export const loss = (f: Float32Array, i32: Int32Array) => {
  const sumExp = (x: number, len: number, inner: number): [number, number] => {
    let max = Number.NEGATIVE_INFINITY;
    for (let j = 0; j < len; j++) max = Math.max(max, f[x + j * inner]); // NaN stays NaN
    let sum = 0;
    for (let j = 0; j < len; j++) sum += Math.exp(f[x + j * inner] - max);
    return [max, sum];
  };

  /** Call `line` for the start of each line of (outer, len, inner) along its middle axis. */
  const eachLine = (outer: number, len: number, inner: number, line: (at: number) => void) => {
    for (let o = 0; o < outer; o++) {
      for (let i = 0; i < inner; i++) line(o * len * inner + i);
    }
  };

  return {
    /** y = exp(x - max) / Σ exp(x - max) */
    softmax(x: number, y: number, outer: number, len: number, inner: number) {
      eachLine(outer, len, inner, (at) => {
        const [max, sum] = sumExp(x + at, len, inner);
        for (let p = at, j = 0; j < len; j++, p += inner) f[y + p] = Math.exp(f[x + p] - max) / sum;
      });
    },

    /** dx = y (g - Σ g y) */
    softmaxGrad(g: number, y: number, dx: number, outer: number, len: number, inner: number) {
      eachLine(outer, len, inner, (at) => {
        let dot = 0;
        for (let p = at, j = 0; j < len; j++, p += inner) dot += f[g + p] * f[y + p];
        for (let p = at, j = 0; j < len; j++, p += inner) f[dx + p] = f[y + p] * (f[g + p] - dot);
      });
    },

    /** y = x - max - log Σ exp(x - max) */
    logSoftmax(x: number, y: number, outer: number, len: number, inner: number) {
      eachLine(outer, len, inner, (at) => {
        const [max, sum] = sumExp(x + at, len, inner);
        const log = Math.log(sum);
        for (let p = at, j = 0; j < len; j++, p += inner) f[y + p] = f[x + p] - max - log;
      });
    },

    /** dx = g - exp(y) Σ g */
    logSoftmaxGrad(g: number, y: number, dx: number, outer: number, len: number, inner: number) {
      eachLine(outer, len, inner, (at) => {
        let sum = 0;
        for (let p = at, j = 0; j < len; j++, p += inner) sum += f[g + p];
        for (let p = at, j = 0; j < len; j++, p += inner) {
          f[dx + p] = f[g + p] - Math.exp(f[y + p]) * sum;
        }
      });
    },

    /** y = -Σ x[i, label_i], divided by how many there are for the mean; `ignore` is passed over. */
    nll(
      x: number,
      label: number,
      y: number,
      weight: number,
      n: number,
      c: number,
      mean: boolean,
      ignore: number,
    ) {
      let sum = 0;
      let count = 0;
      for (let i = 0; i < n; i++) {
        if (i32[label + i] === ignore) continue;
        sum -= f[x + i * c + i32[label + i]];
        count++;
      }
      f[y] = mean ? sum / count : sum;
      f[weight] = count;
    },

    /** dx[i, label_i] = -g, or -g / count for the mean; 0 elsewhere. */
    nllGrad(
      g: number,
      label: number,
      weight: number,
      dx: number,
      n: number,
      c: number,
      mean: boolean,
      ignore: number,
    ) {
      f.fill(0, dx, dx + n * c);
      const share = mean ? f[g] / f[weight] : f[g];
      for (let i = 0; i < n; i++) {
        if (i32[label + i] !== ignore) f[dx + i * c + i32[label + i]] = -share;
      }
    },

    /** y = Σ (x - t)², divided by n for the mean. */
    mse(x: number, t: number, y: number, n: number, mean: boolean) {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += (f[x + i] - f[t + i]) ** 2;
      f[y] = mean ? sum / n : sum;
    },

    /** dx = 2 g (x - t), divided by n for the mean. */
    mseGrad(g: number, x: number, t: number, dx: number, n: number, mean: boolean) {
      const share = (2 * f[g]) / (mean ? n : 1);
      for (let i = 0; i < n; i++) f[dx + i] = share * (f[x + i] - f[t + i]);
    },
  };
};
