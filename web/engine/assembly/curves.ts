// Activation functions of today, and the exponentials of softmax, four numbers at a time.

import { decay, logistic, within } from "./exponential";
import { madd } from "./madd";
import {
  DENSITY, FAR, HALF, MINUS, N0, N1, N10, N11, N12, N13, N2, N3, N4, N5, N6, N7, N8, N9, ONE, ROOT, THREE,
} from "./numbers";

const zero = f32x4.splat(0);

/** y = fall (e^(inner·x) - 1) where x < 0, else rise·x. */
export function elu(x: usize, y: usize, n: i32, rise: f32, fall: f32, inner: f32): void {
  for (let i = 0; i < n << 2; i += 16) {
    const v = v128.load(x + i);
    const e = f32x4.mul(f32x4.splat(fall), within(f32x4.mul(v, f32x4.splat(inner))));
    v128.store(y + i, v128.bitselect(e, f32x4.mul(v, f32x4.splat(rise)), f32x4.lt(v, zero)));
  }
}

/** dx = rise·g where x > 0, else fall·inner·e^(inner·x) g. */
export function eluGrad(
  g: usize, x: usize, dx: usize, n: i32, rise: f32, fall: f32, inner: f32,
): void {
  const slope = f32x4.splat(fall * inner);
  for (let i = 0; i < n << 2; i += 16) {
    const v = v128.load(x + i);
    const e = f32x4.mul(slope, f32x4.add(within(f32x4.mul(v, f32x4.splat(inner))), ONE));
    const by = v128.bitselect(f32x4.splat(rise), e, f32x4.gt(v, zero));
    v128.store(dx + i, f32x4.mul(v128.load(g + i), by));
  }
}

/** 0, but NaN where x is -∞, as -∞ times 0 is. */
// @ts-ignore: decorator
@inline
function below(x: v128): v128 {
  const m = f32x4.pmin(x, zero);
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
    const slope = f32x4.mul(s, madd(v, f32x4.sub(ONE, s), ONE));
    v128.store(dx + i, f32x4.add(f32x4.mul(v128.load(g + i), slope), f32x4.sub(v, v)));
  }
}

/** exp(-x²/2) */
// @ts-ignore: decorator
@inline
function bell(x: v128): v128 {
  return decay(f32x4.mul(f32x4.mul(x, x), MINUS));
}

/** The standard normal distribution up to x; `e` is bell(x). By the polynomial of special.ts. */
// @ts-ignore: decorator
@inline
function normal(x: v128, e: v128): v128 {
  const t = f32x4.pmin(f32x4.mul(f32x4.abs(x), ROOT), FAR);
  const u = f32x4.div(f32x4.sub(t, THREE), f32x4.add(t, THREE));
  let p = madd(N13, u, N12);
  p = madd(p, u, N11);
  p = madd(p, u, N10);
  p = madd(p, u, N9);
  p = madd(p, u, N8);
  p = madd(p, u, N7);
  p = madd(p, u, N6);
  p = madd(p, u, N5);
  p = madd(p, u, N4);
  p = madd(p, u, N3);
  p = madd(p, u, N2);
  p = madd(p, u, N1);
  p = madd(p, u, N0);
  const tail = f32x4.mul(HALF, f32x4.mul(e, f32x4.div(p, f32x4.add(t, ONE))));
  return v128.bitselect(f32x4.sub(ONE, tail), tail, f32x4.gt(x, zero));
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
    const density = f32x4.mul(e, DENSITY);
    const slope = madd(v, density, normal(v, e));
    v128.store(dx + i, f32x4.add(f32x4.mul(v128.load(g + i), slope), f32x4.sub(v, v)));
  }
}
