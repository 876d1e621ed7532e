// Activation functions of today, and the exponentials of softmax, four numbers at a time.

import { madd } from "./madd";
import { expm1 } from "./pointwise";

const one = f32x4.splat(1);

/** eˣ for x ≤ 0; below -87 it is 0. */
// @ts-ignore: decorator
@inline
export function decay(x: v128): v128 {
  const e = f32x4.add(expm1(f32x4.max(x, f32x4.splat(-87))), one);
  return v128.andnot(e, f32x4.lt(x, f32x4.splat(-87)));
}

/** eˣ - 1 for x ≤ 0, and some more. */
// @ts-ignore: decorator
@inline
function below0(x: v128): v128 {
  return expm1(f32x4.min(f32x4.max(x, f32x4.splat(-87)), f32x4.splat(88)));
}

/** y = rise·x where x > 0, else fall (e^(inner·x) - 1). */
export function elu(x: usize, y: usize, n: i32, rise: f32, fall: f32, inner: f32): void {
  for (let i = 0; i < n << 2; i += 16) {
    const v = v128.load(x + i);
    const e = f32x4.mul(f32x4.splat(fall), below0(f32x4.mul(v, f32x4.splat(inner))));
    v128.store(y + i, v128.bitselect(f32x4.mul(v, f32x4.splat(rise)), e, f32x4.gt(v, f32x4.splat(0))));
  }
}

/** dx = rise·g where x > 0, else fall·inner·e^(inner·x) g. */
export function eluGrad(
  g: usize, x: usize, dx: usize, n: i32, rise: f32, fall: f32, inner: f32,
): void {
  const slope = f32x4.splat(fall * inner);
  for (let i = 0; i < n << 2; i += 16) {
    const v = v128.load(x + i);
    const e = f32x4.mul(slope, f32x4.add(below0(f32x4.mul(v, f32x4.splat(inner))), one));
    const by = v128.bitselect(f32x4.splat(rise), e, f32x4.gt(v, f32x4.splat(0)));
    v128.store(dx + i, f32x4.mul(v128.load(g + i), by));
  }
}

/** σ(x), see pointwise.ts. */
// @ts-ignore: decorator
@inline
function logistic(x: v128): v128 {
  const e = expm1(f32x4.min(f32x4.max(f32x4.neg(x), f32x4.splat(-87)), f32x4.splat(88)));
  return f32x4.div(one, f32x4.add(e, f32x4.splat(2)));
}

/** 0, but NaN where x is -∞, as -∞ times 0 is. */
// @ts-ignore: decorator
@inline
function below(x: v128): v128 {
  const m = f32x4.min(x, f32x4.splat(0));
  return f32x4.sub(m, m);
}

/** y = x σ(x) */
export function silu(x: usize, y: usize, n: i32): void {
  for (let i = 0; i < n << 2; i += 16) {
    const v = v128.load(x + i);
    v128.store(y + i, f32x4.add(f32x4.mul(v, logistic(v)), below(v)));
  }
}

/** dx = g σ (1 + x (1 - σ)) */
export function siluGrad(g: usize, x: usize, dx: usize, n: i32): void {
  for (let i = 0; i < n << 2; i += 16) {
    const v = v128.load(x + i);
    const s = logistic(v);
    const slope = f32x4.mul(s, madd(v, f32x4.sub(one, s), one));
    v128.store(dx + i, f32x4.add(f32x4.mul(v128.load(g + i), slope), f32x4.sub(v, v)));
  }
}

/** exp(-x²/2) */
// @ts-ignore: decorator
@inline
function bell(x: v128): v128 {
  return decay(f32x4.mul(f32x4.mul(x, x), f32x4.splat(-0.5)));
}

/** The standard normal distribution up to x; `e` is bell(x). By the polynomial of special.ts. */
// @ts-ignore: decorator
@inline
function normal(x: v128, e: v128): v128 {
  const t = f32x4.min(f32x4.mul(f32x4.abs(x), f32x4.splat(0.7071067811865476)), f32x4.splat(14));
  const u = f32x4.div(f32x4.sub(t, f32x4.splat(3)), f32x4.add(t, f32x4.splat(3)));
  let p = f32x4.splat(-4.901467874e-6);
  p = madd(p, u, f32x4.splat(-5.157557675e-7));
  p = madd(p, u, f32x4.splat(5.078504935e-5));
  p = madd(p, u, f32x4.splat(-2.190487245e-5));
  p = madd(p, u, f32x4.splat(-0.0003634903685));
  p = madd(p, u, f32x4.splat(0.0006467208584));
  p = madd(p, u, f32x4.splat(0.001617078966));
  p = madd(p, u, f32x4.splat(-0.009751002212));
  p = madd(p, u, f32x4.splat(0.02195806845));
  p = madd(p, u, f32x4.splat(-0.02380386152));
  p = madd(p, u, f32x4.splat(-0.01023541654));
  p = madd(p, u, f32x4.splat(0.09902075048));
  p = madd(p, u, f32x4.splat(-0.2309273324));
  p = madd(p, u, f32x4.splat(0.7160046048));
  const tail = f32x4.mul(f32x4.splat(0.5), f32x4.mul(e, f32x4.div(p, f32x4.add(t, one))));
  return v128.bitselect(f32x4.sub(one, tail), tail, f32x4.gt(x, f32x4.splat(0)));
}

/** y = x Φ(x) */
export function gelu(x: usize, y: usize, n: i32): void {
  for (let i = 0; i < n << 2; i += 16) {
    const v = v128.load(x + i);
    v128.store(y + i, f32x4.add(f32x4.mul(v, normal(v, bell(v))), below(v)));
  }
}

/** dx = g (Φ + x φ) */
export function geluGrad(g: usize, x: usize, dx: usize, n: i32): void {
  for (let i = 0; i < n << 2; i += 16) {
    const v = v128.load(x + i);
    const e = bell(v);
    const density = f32x4.mul(e, f32x4.splat(0.3989422804014327));
    const slope = madd(v, density, normal(v, e));
    v128.store(dx + i, f32x4.add(f32x4.mul(v128.load(g + i), slope), f32x4.sub(v, v)));
  }
}
