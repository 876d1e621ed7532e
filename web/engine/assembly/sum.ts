// Sums of float32, one after another; cascade.ts has torch's order.

import { madd } from "./madd";
import { ZEROS } from "./tile";

/** The four numbers of a vector, added up. */
// @ts-ignore: decorator
@inline
export function total(v: v128): f32 {
  const w = f32x4.add(v, v128.shuffle<f32>(v, v, 2, 3, 0, 1));
  return f32x4.extract_lane(w, 0) + f32x4.extract_lane(w, 1);
}

/** Σ of n vectors, `step` bytes apart, one after another. */
function run(x: usize, step: usize, n: i32): v128 {
  let sum = v128.load(ZEROS);
  for (const end = x + n * step; x < end; x += step) sum = f32x4.add(sum, v128.load(x));
  return sum;
}

/** y_j = Σᵢ x_ij over r rows of c. Columns go by fours; what lies beyond the last is kept free. */
export function sumRows(x: usize, y: usize, r: i32, c: i32): void {
  for (let j = 0; j < c; j += 4) v128.store(y + (j << 2), run(x + (j << 2), c << 2, r));
}

/** y = p·a + q·b */
export function blend(a: usize, b: usize, y: usize, n: i32, p: f32, q: f32): void {
  for (let i = 0; i < n << 2; i += 16) {
    const part = f32x4.mul(f32x4.splat(q), v128.load(b + i));
    v128.store(y + i, madd(f32x4.splat(p), v128.load(a + i), part));
  }
}
