// What normalization does with a row of numbers.

import { madd } from "./madd";
import { total } from "./matrix";

/** Σ x */
export function sumRow(x: usize, n: i32): f32 {
  let sum = f32x4.splat(0);
  let i = 0;
  for (; i < (n & -4); i += 4) sum = f32x4.add(sum, v128.load(x + (i << 2)));
  let all = total(sum);
  for (; i < n; i++) all += load<f32>(x + (i << 2));
  return all;
}

/** Σ (a - p) (b - q) */
export function dotRow(a: usize, b: usize, n: i32, p: f32, q: f32): f32 {
  const p4 = f32x4.splat(p);
  const q4 = f32x4.splat(q);
  let sum = f32x4.splat(0);
  let i = 0;
  for (; i < (n & -4); i += 4) {
    const at = i << 2;
    sum = madd(f32x4.sub(v128.load(a + at), p4), f32x4.sub(v128.load(b + at), q4), sum);
  }
  let all = total(sum);
  for (; i < n; i++) all += (load<f32>(a + (i << 2)) - p) * (load<f32>(b + (i << 2)) - q);
  return all;
}

/** y = s·a + t·b + u */
export function blendRow(a: usize, b: usize, y: usize, n: i32, s: f32, t: f32, u: f32): void {
  const s4 = f32x4.splat(s);
  const t4 = f32x4.splat(t);
  const u4 = f32x4.splat(u);
  for (let i = 0; i < n << 2; i += 16) {
    v128.store(y + i, madd(v128.load(a + i), s4, madd(v128.load(b + i), t4, u4)));
  }
}
