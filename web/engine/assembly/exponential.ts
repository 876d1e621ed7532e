// The exponential function, and what is made of it alone, four numbers at a time.

import { madd } from "./madd";
import {
  BITS, ENDLESS, F2, F3, F4, F5, F6, F7, LEAST, LN2, LOG2E, MOST, NONE, ONE, REST, TWO, WHOLE,
} from "./numbers";

/** eʳ - 1 for |r| ≤ ½ ln 2: its series up to r⁷/7!, and nothing of it lost to rounding. */
// @ts-ignore: decorator
@inline
function series(r: v128): v128 {
  let p = madd(F7, r, F6);
  p = madd(p, r, F5);
  p = madd(p, r, F4);
  p = madd(p, r, F3);
  p = madd(p, r, F2);
  return madd(p, f32x4.mul(r, r), r);
}

/** x - k ln 2 */
// @ts-ignore: decorator
@inline
function remainder(x: v128, k: v128): v128 {
  const r = madd(k, LN2, x);
  return madd(k, REST, r);
}

/** eˣ - 1 = 2ᵏ (eʳ - 1) + (2ᵏ - 1), where x = k ln 2 + r; for -87 ≤ x ≤ 88. */
// @ts-ignore: decorator
@inline
export function expm1(x: v128): v128 {
  const t = madd(x, LOG2E, WHOLE);
  const p = series(remainder(x, f32x4.sub(t, WHOLE)));
  // 2ᵏ, written straight into the exponent bits
  const s = i32x4.add(i32x4.shl(t, 23), BITS);
  const rest = f32x4.sub(s, ONE);
  return madd(s, p, rest);
}

/** 2ᵏ e, where 2ᵏ comes in two halves, as it may be beyond float32. */
// @ts-ignore: decorator
@inline
export function halved(e: v128, k: v128): v128 {
  const half = i32x4.shr_s(k, 1);
  const s = i32x4.add(i32x4.shl(half, 23), BITS);
  const u = i32x4.add(i32x4.shl(i32x4.sub(k, half), 23), BITS);
  return f32x4.mul(f32x4.mul(e, s), u);
}

/** eˣ of any x. */
// @ts-ignore: decorator
@inline
export function exp(x: v128): v128 {
  const z = f32x4.pmin(f32x4.pmax(x, NONE), ENDLESS);
  const t = madd(z, LOG2E, WHOLE);
  const e = f32x4.add(series(remainder(z, f32x4.sub(t, WHOLE))), ONE);
  return halved(e, i32x4.sub(t, WHOLE));
}

/** eˣ - 1 of any x, as if it were within what float32 can hold. */
// @ts-ignore: decorator
@inline
export function within(x: v128): v128 {
  // the order of the operands lets NaN stay
  return expm1(f32x4.pmin(f32x4.pmax(x, LEAST), MOST));
}

/** eˣ for x ≤ 0; below -87 it is 0. */
// @ts-ignore: decorator
@inline
export function decay(x: v128): v128 {
  const e = f32x4.add(expm1(f32x4.pmax(x, LEAST)), ONE);
  return v128.andnot(e, f32x4.lt(x, LEAST));
}

/** σ(x) = 1 / (1 + e⁻ˣ) */
// @ts-ignore: decorator
@inline
export function logistic(x: v128): v128 {
  return f32x4.div(ONE, f32x4.add(within(f32x4.neg(x)), TWO));
}
