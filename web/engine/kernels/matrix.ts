// Plain kernels for matrices: the product, and the sum over rows.

import type { Matrix } from "./kernels";

export const matrix = (f: Float32Array) => ({
  /** y_ij = bias_ij + Σₖ a_ik b_kj, each dot product summed in double. */
  matmul(m: number, n: number, k: number, a: Matrix, b: Matrix, y: number, bias: Matrix | null) {
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < n; j++) {
        let sum = bias ? f[bias.at + i * bias.row + j * bias.col] : 0;
        let p = a.at + i * a.row;
        let q = b.at + j * b.col;
        for (let l = 0; l < k; l++, p += a.col, q += b.row) sum += f[p] * f[q];
        f[y + i * n + j] = sum;
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
});
