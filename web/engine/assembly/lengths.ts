// Norms of float32 in the order in which torch adds up the squares: of numbers that lie in order by eight
// side by side, of others one by one.

import { atA, atY, begin, next } from "./loop";

/** Numbers that go side by side. */
const BESIDE: i32 = 8;

/** Σ and the square of one number more, rounded by itself; with `fused` both at once. */
// @ts-ignore: decorator
@inline
function more(sum: f32, v: f32, fused: bool): f32 {
  return fused ? <f32>(<f64>v * <f64>v + <f64>sum) : sum + v * v;
}

/** Of a row of n numbers. What is left beyond eights is fused, but for four that the compiler took at once. */
function inOrder(x: usize, n: i32): f32 {
  let low = f32x4.splat(0);
  let high = f32x4.splat(0);
  let i = 0;
  for (; i < (n & -BESIDE); i += BESIDE, x += BESIDE << 2) {
    const v = v128.load(x);
    const w = v128.load(x, 16);
    low = f32x4.add(low, f32x4.mul(v, v));
    high = f32x4.add(high, f32x4.mul(w, w));
  }
  let sum = f32x4.extract_lane(low, 0);
  sum += f32x4.extract_lane(low, 1);
  sum += f32x4.extract_lane(low, 2);
  sum += f32x4.extract_lane(low, 3);
  sum += f32x4.extract_lane(high, 0);
  sum += f32x4.extract_lane(high, 1);
  sum += f32x4.extract_lane(high, 2);
  sum += f32x4.extract_lane(high, 3);
  for (const four = i + (n - i & 4); i < n; i++, x += 4) sum = more(sum, load<f32>(x), i >= four);
  return sqrt(sum);
}

/**
 * n numbers y, `yStep` words apart, each the root of the sum of squares of `count` rows, `jump` words apart,
 * of m numbers, `step` words apart; those of the next y begin `xStep` words further on. All that for each
 * place in the list.
 */
export function lengths(
  x: usize, y: usize, list: usize, n: i32, m: i32, count: i32, yStep: i32, xStep: i32, step: i32, jump: i32,
): void {
  const right = step << 2;
  begin();
  do {
    let p = x + atA;
    let z = y + atY;
    for (let i = 0; i < n; i++, p += xStep << 2, z += yStep << 2) {
      if (step === 1 && count === 1) {
        store<f32>(z, inOrder(p, m));
        continue;
      }
      let sum: f32 = 0;
      for (let c = 0, row = p; c < count; c++, row += jump << 2) {
        for (let j = 0, q = row; j < m; j++, q += right) sum = more(sum, load<f32>(q), false);
      }
      store<f32>(z, sqrt(sum));
    }
  } while (next(list));
}
