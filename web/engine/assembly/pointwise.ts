// Kernels that treat each number by itself, four at a time.

import { madd } from "./madd";

const zero = f32x4.splat(0);
const one = f32x4.splat(1);

/** dx = g where x > 0, else slope·g. With x for g, too, this is leaky ReLU itself. */
export function leakyReluGrad(g: usize, x: usize, dx: usize, n: i32, slope: f32): void {
  const s = f32x4.splat(slope);
  for (let i = 0; i < n << 2; i += 16) {
    const v = v128.load(g + i);
    v128.store(dx + i, v128.bitselect(v, f32x4.mul(v, s), f32x4.gt(v128.load(x + i), zero)));
  }
}

/**
 * eˣ - 1 = 2ᵏ (eʳ - 1) + (2ᵏ - 1), where x = k ln 2 + r and |r| ≤ ½ ln 2; eʳ - 1 is its series
 * up to r⁷/7!. Close to 0, where k = 0, nothing is lost to rounding. For -87 ≤ x ≤ 88.
 */
export function expm1(x: v128): v128 {
  const k = f32x4.nearest(f32x4.mul(x, f32x4.splat(1.4426950408889634)));
  // ln 2 in two parts, the first with few bits so that k times it is exact
  let r = f32x4.sub(x, f32x4.mul(k, f32x4.splat(0.693145751953125)));
  r = f32x4.sub(r, f32x4.mul(k, f32x4.splat(1.428606765330187e-6)));
  let p = f32x4.splat(1.0 / 5040);
  p = madd(p, r, f32x4.splat(1.0 / 720));
  p = madd(p, r, f32x4.splat(1.0 / 120));
  p = madd(p, r, f32x4.splat(1.0 / 24));
  p = madd(p, r, f32x4.splat(1.0 / 6));
  p = madd(p, r, f32x4.splat(1.0 / 2));
  p = madd(p, f32x4.mul(r, r), r);
  // 2ᵏ, written straight into the exponent bits
  const s = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(k), i32x4.splat(127)), 23);
  return f32x4.add(f32x4.mul(s, p), f32x4.sub(s, one));
}

/** tanh x = (e²ˣ - 1) / (e²ˣ + 1); beyond ±10 it is ±1 in float32. */
export function tanh(x: usize, y: usize, n: i32): void {
  for (let i = 0; i < n << 2; i += 16) {
    const v = f32x4.min(f32x4.max(v128.load(x + i), f32x4.splat(-10)), f32x4.splat(10));
    const e = expm1(f32x4.add(v, v));
    v128.store(y + i, f32x4.div(e, f32x4.add(e, f32x4.splat(2))));
  }
}

/** tanh′ = 1 - tanh² */
export function tanhGrad(g: usize, y: usize, dx: usize, n: i32): void {
  for (let i = 0; i < n << 2; i += 16) {
    const v = v128.load(y + i);
    v128.store(dx + i, f32x4.mul(v128.load(g + i), f32x4.sub(one, f32x4.mul(v, v))));
  }
}

/** σ(x) = 1 / (1 + e⁻ˣ) */
export function sigmoid(x: usize, y: usize, n: i32): void {
  for (let i = 0; i < n << 2; i += 16) {
    const v = f32x4.neg(v128.load(x + i));
    const e = expm1(f32x4.min(f32x4.max(v, f32x4.splat(-87)), f32x4.splat(88)));
    v128.store(y + i, f32x4.div(one, f32x4.add(e, f32x4.splat(2))));
  }
}

/** σ′ = σ (1 - σ) */
export function sigmoidGrad(g: usize, y: usize, dx: usize, n: i32): void {
  for (let i = 0; i < n << 2; i += 16) {
    const v = v128.load(y + i);
    v128.store(dx + i, f32x4.mul(f32x4.mul(v128.load(g + i), f32x4.sub(one, v)), v));
  }
}

/** y = x within bounds; NaN stays NaN. */
export function clamp(x: usize, y: usize, n: i32, low: f32, high: f32): void {
  const l = f32x4.splat(low);
  const h = f32x4.splat(high);
  for (let i = 0; i < n << 2; i += 16) {
    v128.store(y + i, f32x4.min(f32x4.max(v128.load(x + i), l), h));
  }
}

/** dx = g, but 0 where x is at a bound or beyond. */
export function clampGrad(g: usize, x: usize, dx: usize, n: i32, low: f32, high: f32): void {
  const l = f32x4.splat(low);
  const h = f32x4.splat(high);
  for (let i = 0; i < n << 2; i += 16) {
    const v = v128.load(x + i);
    v128.store(dx + i, v128.andnot(v128.load(g + i), v128.or(f32x4.le(v, l), f32x4.ge(v, h))));
  }
}
