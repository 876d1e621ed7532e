// Plain kernels for matrices: the product, and sums.

import type { Matrix } from "./types";

export const matrix = (f: Float32Array) => ({
  matmulScratch: () => 0,

  /**
   * y_ij = bias_ij + Σₖ a_ik b_kj, summed in double; four neighbours of y at a time, because a
   * sum that waits for nothing but itself leaves the processor idle.
   */
  matmul(
    m: number,
    n: number,
    k: number,
    a: Matrix,
    b: Matrix,
    y: number,
    bias: Matrix | null,
    _scratch: number,
    width = n,
  ) {
    const { col, row } = b;
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < n; j += 4) {
        let [s0, s1, s2, s3] = [0, 0, 0, 0];
        let p = a.at + i * a.row;
        // beyond the last column the last is taken again, and not written
        const q0 = b.at + j * col;
        const q1 = b.at + Math.min(j + 1, n - 1) * col;
        const q2 = b.at + Math.min(j + 2, n - 1) * col;
        const q3 = b.at + Math.min(j + 3, n - 1) * col;
        for (let l = 0, at = 0; l < k; l++, p += a.col, at += row) {
          const v = f[p];
          s0 += v * f[q0 + at];
          s1 += v * f[q1 + at];
          s2 += v * f[q2 + at];
          s3 += v * f[q3 + at];
        }
        const sums = [s0, s1, s2, s3];
        for (let s = 0; s < 4 && j + s < n; s++) {
          const start = bias ? f[bias.at + i * bias.row + (j + s) * bias.col] : 0;
          f[y + i * width + j + s] = start + sums[s];
        }
      }
    }
  },

  /** y_j = Σᵢ x_ij: the gradient of a bias that was added to every row. */
  sumRows(x: number, y: number, r: number, c: number) {
    for (let j = 0; j < c; j++) {
      let sum = 0;
      for (let i = 0; i < r; i++) sum += f[x + i * c + j];
      f[y + j] = sum;
    }
  },

  /** y = p·a + q·b */
  blend(a: number, b: number, y: number, n: number, p: number, q: number) {
    for (let i = 0; i < n; i++) f[y + i] = p * f[a + i] + q * f[b + i];
  },
});
