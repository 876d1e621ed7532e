// The likelihood of classes, to the last bit as torch has it with AVX-512: by SLEEF's expf and logf to 1.0
// ulp, whose polynomials and constants these are.

import { halved } from "./exponential";
import { fuses, madd } from "./madd";
import { E0, E1, E2, E3, E4, E5, ENDLESS, LN2, LOG2E, NONE, ONE, REST, WHOLE } from "./numbers";
import { largest } from "./softmax";
import { total } from "./sum";

/** a b + c, rounded once, whether or not the machine fuses. */
// @ts-ignore: decorator
@inline
function fma(a: f32, b: f32, c: f32): f32 {
  return <f32>(<f64>a * <f64>b + <f64>c);
}

/** The same of the first two of four numbers. */
// @ts-ignore: decorator
@inline
function two(a: v128, b: v128, c: v128): v128 {
  const product = f64x2.mul(f64x2.promote_low_f32x4(a), f64x2.promote_low_f32x4(b));
  return f32x4.demote_f64x2_zero(f64x2.add(product, f64x2.promote_low_f32x4(c)));
}

// @ts-ignore: decorator
@inline
function upper(v: v128): v128 {
  return v128.shuffle<f32>(v, v, 2, 3, 0, 1);
}

/** The same of four: by one instruction where the machine has it, see madd.ts, else in double. */
// @ts-ignore: decorator
@inline
function four(fused: bool, a: v128, b: v128, c: v128): v128 {
  if (fused) return madd(a, b, c);
  return v128.shuffle<f32>(two(a, b, c), two(upper(a), upper(b), upper(c)), 0, 1, 4, 5);
}

/** eˣ of four numbers. */
// @ts-ignore: decorator
@inline
function power(fused: bool, x: v128): v128 {
  const z = f32x4.pmin(f32x4.pmax(x, NONE), ENDLESS);
  // the product is rounded by itself
  const t = f32x4.add(WHOLE, f32x4.mul(z, LOG2E));
  const k = f32x4.sub(t, WHOLE);
  const s = four(fused, k, REST, four(fused, k, LN2, z));
  let u = four(fused, E0, s, E1);
  u = four(fused, u, s, E2);
  u = four(fused, u, s, E3);
  u = four(fused, u, s, E4);
  u = four(fused, u, s, E5);
  const e = f32x4.add(ONE, four(fused, f32x4.mul(s, s), u, s));
  return halved(e, i32x4.sub(t, WHOLE));
}

function exp(fused: bool, x: v128): v128 {
  return fused ? power(true, x) : power(false, x);
}

/** Exponents change at ¾. */
const LIFT: f32 = 1.0 / 0.75;
const LOG0: f32 = 0.3027294874;
const LOG1: f32 = 0.3996108174;
const LOG2: f32 = 0.666669488;
const LN2_HIGH: f32 = 0.6931471824645996;
const LN2_LOW: f32 = -1.904654323148236e-9;

/** ln x of a number from 1 on. Where SLEEF needs more than a float it has pairs of them. */
function log(x: f32): f32 {
  const power = (reinterpret<i32>(x * LIFT) >> 23) - 127;
  const m = x * reinterpret<f32>(127 - power << 23);
  // (m - 1) / (m + 1)
  const below = m + 1;
  const inverse = <f32>1 / below;
  const high = (m - 1) * inverse;
  const lost = <f32>(<f64>m + 1 - <f64>below);
  const off = fma(-lost, inverse, fma(-below, inverse, 1));
  const low = fma(high, off, fma(inverse, m - 1, -high));
  const square = high * high;
  const t = fma(fma(LOG0, square, LOG1), square, LOG2);
  const term = square * high * t;
  const whole = LN2_HIGH * <f32>power;
  const part = fma(LN2_LOW, <f32>power, fma(LN2_HIGH, <f32>power, -whole));
  const sum = whole + high * 2;
  const left = whole - sum + high * 2 + part + low * 2;
  const all = sum + term;
  return all + (sum - all + term + left);
}

/** Numbers in a vector of AVX-512. */
const LANES: i32 = 16;

/** The numbers of a row from i on, zeros beyond its end. */
// @ts-ignore: decorator
@inline
function within(x: usize, i: i32, n: i32): v128 {
  const places = i32x4.add(i32x4.splat(i), i32x4(0, 1, 2, 3));
  return v128.and(v128.load(x + (i << 2)), i32x4.lt_s(places, i32x4.splat(n)));
}

/** Σ of n numbers: one after another if there are few, else by 16 side by side, where they lie so. */
function added(x: usize, n: i32, beside: bool): f32 {
  if (!beside || n < LANES) {
    let sum: f32 = 0;
    for (let i = 0; i < n; i++) sum += load<f32>(x + (i << 2));
    return sum;
  }
  let a = f32x4.splat(0);
  let b = a;
  let c = a;
  let d = a;
  for (let i = 0; i < n; i += LANES) {
    a = f32x4.add(a, within(x, i, n));
    b = f32x4.add(b, within(x, i + 4, n));
    c = f32x4.add(c, within(x, i + 8, n));
    d = f32x4.add(d, within(x, i + 12, n));
  }
  return total(f32x4.add(f32x4.add(a, c), f32x4.add(b, d)));
}

/** y = x - max - ln Σ exp(x - max), row by row. */
export function logSoftmaxRows(x: usize, y: usize, n: i32, count: i32, beside: bool): void {
  const fused = fuses();
  const bytes = n << 2;
  for (let r = 0; r < count; r++, x += bytes, y += bytes) {
    const most = f32x4.splat(largest(x, n));
    for (let i = 0; i < bytes; i += 16) v128.store(y + i, exp(fused, f32x4.sub(v128.load(x + i), most)));
    const less = f32x4.splat(log(added(y, n, beside)));
    for (let i = 0; i < bytes; i += 16) {
      v128.store(y + i, f32x4.sub(f32x4.sub(v128.load(x + i), most), less));
    }
  }
}

/** dx = g - exp(y) Σ g, row by row. */
export function logSoftmaxRowsGrad(g: usize, y: usize, dx: usize, n: i32, count: i32, beside: bool): void {
  const fused = fuses();
  const bytes = n << 2;
  for (let r = 0; r < count; r++, g += bytes, y += bytes, dx += bytes) {
    const sum = f32x4.splat(-added(g, n, beside));
    for (let i = 0; i < bytes; i += 16) {
      const slope = v128.load(g + i);
      v128.store(dx + i, four(fused, exp(fused, v128.load(y + i)), sum, slope));
    }
  }
}
