// Logarithms and powers, four numbers at a time, by way of double.

import {
  BITS_, CENTRE, FEWEST, G2, G3, G4, G5, G6, G7, GREATEST, L1, L11, L3, L5, L7, L9, LN2_, LOG2E_, UNIT,
  WHOLE_,
} from "./numbers";

// @ts-ignore: decorator
@inline
function madd(a: v128, b: v128, c: v128): v128 {
  return f64x2.add(f64x2.mul(a, b), c);
}

/**
 * log₂ x = k + log₂ m for two normal x > 0, where √½ ≤ m < √2; with s = (m - 1)/(m + 1) it is
 * ln m = 2 (s + s³/3 + s⁵/5 …).
 */
// @ts-ignore: decorator
@inline
function log2(x: v128): v128 {
  const k = i64x2.shr_s(i64x2.sub(x, CENTRE), 52);
  const m = i64x2.sub(x, i64x2.shl(k, 52));
  const s = f64x2.div(f64x2.sub(m, UNIT), f64x2.add(m, UNIT));
  const z = f64x2.mul(s, s);
  let p = madd(L11, z, L9);
  p = madd(p, z, L7);
  p = madd(p, z, L5);
  p = madd(p, z, L3);
  p = madd(p, z, L1);
  const whole = f64x2.sub(i64x2.add(k, WHOLE_), WHOLE_);
  return madd(f64x2.mul(p, s), LOG2E_, whole);
}

/** 2 to the power of two numbers, within what double can hold. */
// @ts-ignore: decorator
@inline
function exp2(x: v128): v128 {
  const v = f64x2.pmin(f64x2.pmax(x, FEWEST), GREATEST);
  const t = f64x2.add(v, WHOLE_);
  const r = f64x2.mul(f64x2.sub(v, f64x2.sub(t, WHOLE_)), LN2_);
  let p = madd(G7, r, G6);
  p = madd(p, r, G5);
  p = madd(p, r, G4);
  p = madd(p, r, G3);
  p = madd(p, r, G2);
  p = madd(p, r, UNIT);
  p = madd(p, r, UNIT);
  return f64x2.mul(p, i64x2.add(i64x2.shl(t, 52), BITS_));
}

/** Four of float32 from two and two of double. */
// @ts-ignore: decorator
@inline
function joined(low: v128, high: v128): v128 {
  const a = f32x4.demote_f64x2_zero(low);
  return v128.shuffle<f32>(a, f32x4.demote_f64x2_zero(high), 0, 1, 4, 5);
}

// @ts-ignore: decorator
@inline
function low(x: v128): v128 {
  return f64x2.promote_low_f32x4(x);
}
// @ts-ignore: decorator
@inline
function high(x: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<f32>(x, x, 2, 3, 0, 1));
}

/** ln x */
// @ts-ignore: decorator
@inline
export function log(x: v128): v128 {
  const y = joined(f64x2.mul(log2(low(x)), LN2_), f64x2.mul(log2(high(x)), LN2_));
  const least = v128.bitselect(f32x4.splat(-Infinity), y, f32x4.eq(x, f32x4.splat(0)));
  const most = v128.bitselect(x, least, f32x4.eq(x, f32x4.splat(Infinity)));
  // NaN of NaN and of what is below 0
  return v128.bitselect(most, f32x4.splat(NaN), f32x4.ge(x, f32x4.splat(0)));
}

/** y = xᵖ for a number p that is neither 0, infinite nor NaN. */
export function power(x: usize, y: usize, n: i32, p: f64): void {
  const exponent = f64x2.splat(p);
  const whole = trunc(p) === p;
  const odd = whole && trunc(p / 2) !== p / 2;
  const sign = i32x4.splat(odd ? 0x80000000 : 0);
  const none = f32x4.splat(p > 0 ? 0 : Infinity);
  const endless = f32x4.splat(p > 0 ? Infinity : 0);
  for (let i = 0; i < n << 2; i += 16) {
    const v = v128.load(x + i);
    const a = f32x4.abs(v);
    let z = joined(
      exp2(f64x2.mul(log2(low(a)), exponent)),
      exp2(f64x2.mul(log2(high(a)), exponent)),
    );
    const all = f32x4.eq(a, f32x4.splat(Infinity));
    z = v128.bitselect(none, z, f32x4.eq(a, f32x4.splat(0)));
    z = v128.bitselect(endless, z, all);
    z = v128.or(z, v128.and(v, sign));
    // no number below 0 has a power that is not whole
    const lost = whole ? f32x4.ne(v, v) : v128.or(f32x4.ne(v, v), v128.andnot(f32x4.lt(v, f32x4.splat(0)), all));
    v128.store(y + i, v128.bitselect(f32x4.splat(NaN), z, lost));
  }
}
