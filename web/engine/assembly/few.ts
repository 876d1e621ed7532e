// The matrix product of few rows or columns: without fused multiply-add, and each sum by itself, as in
// MKL's sgemm, which torch calls, as far as its results tell.

import { biasAt } from "./tile";
import { total } from "./sum";

/** Σ of products of k numbers, a multiple of four, by lanes of four or eight; `peel` ones go first. */
function dot(p: usize, q: usize, k: i32, peel: i32, wide: bool): f32 {
  let first: f32 = 0;
  for (const end = p + (peel << 2); p < end; p += 4, q += 4) first += load<f32>(p) * load<f32>(q);
  let low = f32x4.replace_lane(f32x4.splat(0), 0, first);
  let high = f32x4.splat(0);
  k -= peel;
  const rest = wide ? k & 7 : 0;
  for (const end = p + (k - rest << 2); p < end; p += 16, q += 16) {
    low = f32x4.add(low, f32x4.mul(v128.load(p), v128.load(q)));
    if (!wide) continue;
    p += 16;
    q += 16;
    high = f32x4.add(high, f32x4.mul(v128.load(p), v128.load(q)));
  }
  let sum = total(f32x4.add(low, high));
  for (const end = p + (rest << 2); p < end; p += 4, q += 4) sum += load<f32>(p) * load<f32>(q);
  return sum;
}

/** As `matmul` in matrix.ts. */
export function few(
  m: i32, n: i32, k: i32, a: usize, aRow: usize, aCol: usize, b: usize, bRow: usize, bCol: usize,
  y: usize, ld: usize, bias: usize, biasRow: usize, biasCol: usize,
): void {
  const inLine = aCol === 4 && bRow === 4 && !(k & 3);
  const vector = m === 1 || n === 1;
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      let p = a + i * aRow;
      let q = b + j * bCol;
      const to = y + i * ld + (j << 2);
      const c = bias + i * biasRow + j * biasCol;
      if (!inLine && bCol === 4 && j + 4 <= n) {
        let sums = f32x4.splat(0);
        for (let l = 0; l < k; l++, p += aCol, q += bRow) sums = f32x4.add(sums, f32x4.mul(v128.load_splat<f32>(p), v128.load(q)));
        v128.store(to, f32x4.add(sums, biasAt(c, biasCol !== 0)));
        j += 3;
        continue;
      }
      let sum: f32 = 0;
      if (inLine) sum = dot(p, q, k, vector ? min(k, 4) : 0, !vector && j >= (n & -4));
      else for (let l = 0; l < k; l++, p += aCol, q += bRow) sum += load<f32>(p) * load<f32>(q);
      store<f32>(to, sum + load<f32>(c));
    }
  }
}
