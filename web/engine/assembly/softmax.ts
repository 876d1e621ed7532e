// Softmax of rows, and its gradient.

import { decay } from "./exponential";
import { madd } from "./madd";
import { total } from "./sum";

/** The largest of n numbers; NaN where one is. */
// @ts-ignore: decorator
@inline
export function largest(x: usize, n: i32): f32 {
  let most = f32x4.splat(-Infinity);
  let i = 0;
  for (; i < (n & -4); i += 4) most = f32x4.max(most, v128.load(x + (i << 2)));
  most = f32x4.max(most, v128.shuffle<f32>(most, most, 2, 3, 0, 1));
  let one = max(f32x4.extract_lane(most, 0), f32x4.extract_lane(most, 1));
  for (; i < n; i++) one = max(one, load<f32>(x + (i << 2)));
  return one;
}

/** y = exp(x - max) / Σ exp(x - max), row by row; with `safe` a row of -∞ alone gives zeros. */
export function softmaxRows(x: usize, y: usize, n: i32, count: i32, safe: bool): void {
  const bytes = n << 2;
  for (let r = 0; r < count; r++, x += bytes, y += bytes) {
    const most = largest(x, n);
    if (safe && most === -Infinity) {
      memory.fill(y, 0, bytes);
      continue;
    }
    const shift = f32x4.splat(most);
    let sum = f32x4.splat(0);
    let i = 0;
    for (; i < (bytes & -16); i += 16) {
      const e = decay(f32x4.sub(v128.load(x + i), shift));
      v128.store(y + i, e);
      sum = f32x4.add(sum, e);
    }
    let all = total(sum);
    if (i < bytes) v128.store(y + i, decay(f32x4.sub(v128.load(x + i), shift)));
    for (; i < bytes; i += 4) all += load<f32>(y + i);
    const scale = f32x4.splat(1 / all);
    for (i = 0; i < bytes; i += 16) v128.store(y + i, f32x4.mul(v128.load(y + i), scale));
  }
}

/** dx = y (g - Σ g y), row by row. */
export function softmaxRowsGrad(g: usize, y: usize, dx: usize, n: i32, count: i32): void {
  const bytes = n << 2;
  for (let r = 0; r < count; r++, g += bytes, y += bytes, dx += bytes) {
    let sum = f32x4.splat(0);
    let i = 0;
    for (; i < (bytes & -16); i += 16) sum = madd(v128.load(g + i), v128.load(y + i), sum);
    let all = total(sum);
    for (; i < bytes; i += 4) all += load<f32>(g + i) * load<f32>(y + i);
    const dot = f32x4.splat(all);
    for (i = 0; i < bytes; i += 16) {
      v128.store(dx + i, f32x4.mul(v128.load(y + i), f32x4.sub(v128.load(g + i), dot)));
    }
  }
}
