// Kernels that treat each number by itself, four at a time.

import { expm1, logistic } from "./exponential";
import { HIGH, LOW, ONE, TWO } from "./numbers";

const zero = f32x4.splat(0);

/** dx = g where x > 0, else slope·g. With x for g, too, this is leaky ReLU itself. */
export function leakyReluGrad(g: usize, x: usize, dx: usize, n: i32, slope: f32): void {
  const s = f32x4.splat(slope);
  for (let i = 0; i < n << 2; i += 16) {
    const v = v128.load(g + i);
    v128.store(dx + i, v128.bitselect(v, f32x4.mul(v, s), f32x4.gt(v128.load(x + i), zero)));
  }
}

/** tanh x = (e²ˣ - 1) / (e²ˣ + 1); beyond ±10 it is ±1 in float32. */
export function tanh(x: usize, y: usize, n: i32): void {
  for (let i = 0; i < n << 2; i += 16) {
    const v = f32x4.pmin(f32x4.pmax(v128.load(x + i), LOW), HIGH);
    const e = expm1(f32x4.add(v, v));
    v128.store(y + i, f32x4.div(e, f32x4.add(e, TWO)));
  }
}

/** tanh′ = 1 - tanh² */
export function tanhGrad(g: usize, y: usize, dx: usize, n: i32): void {
  for (let i = 0; i < n << 2; i += 16) {
    const v = v128.load(y + i);
    v128.store(dx + i, f32x4.mul(v128.load(g + i), f32x4.sub(ONE, f32x4.mul(v, v))));
  }
}

/** σ(x) = 1 / (1 + e⁻ˣ) */
export function sigmoid(x: usize, y: usize, n: i32): void {
  for (let i = 0; i < n << 2; i += 16) v128.store(y + i, logistic(v128.load(x + i)));
}

/** σ′ = σ (1 - σ) */
export function sigmoidGrad(g: usize, y: usize, dx: usize, n: i32): void {
  for (let i = 0; i < n << 2; i += 16) {
    const v = v128.load(y + i);
    v128.store(dx + i, f32x4.mul(f32x4.mul(v128.load(g + i), f32x4.sub(ONE, v)), v));
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

/** y = x, which are whole numbers. */
export function floats(x: usize, y: usize, n: i32): void {
  for (let i = 0; i < n << 2; i += 16) v128.store(y + i, f32x4.convert_i32x4_s(v128.load(x + i)));
}
