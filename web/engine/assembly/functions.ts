// Functions of one number, four at a time.

import { expm1 } from "./pointwise";

const EXP: i32 = 0;
const NEG: i32 = 1;
const ABS: i32 = 2;
const SQRT: i32 = 3;
const RECIPROCAL: i32 = 4;
const SQUARE: i32 = 5;
const RSQRT: i32 = 6;

const one = f32x4.splat(1);

/** eˣ; what is beyond the range of expm1 is e times what stands 1 below, or e⁻²⁵ times 25 above. */
// @ts-ignore: decorator
@inline
function exp(x: v128): v128 {
  const high = f32x4.gt(x, f32x4.splat(88));
  const low = f32x4.lt(x, f32x4.splat(-87));
  const shift = v128.or(v128.and(high, one), v128.and(low, f32x4.splat(-25)));
  const within = f32x4.max(f32x4.min(f32x4.sub(x, shift), f32x4.splat(88)), f32x4.splat(-87));
  const e = f32x4.add(expm1(within), one);
  const rest = v128.bitselect(f32x4.splat(1.388794386496402e-11), one, low);
  return f32x4.mul(e, v128.bitselect(f32x4.splat(2.718281828459045), rest, high));
}

// @ts-ignore: decorator
@inline
function value(kind: i32, x: v128): v128 {
  if (kind === EXP) return exp(x);
  if (kind === NEG) return f32x4.neg(x);
  if (kind === ABS) return f32x4.abs(x);
  if (kind === SQRT) return f32x4.sqrt(x);
  if (kind === RECIPROCAL) return f32x4.div(one, x);
  if (kind === SQUARE) return f32x4.mul(x, x);
  return f32x4.div(one, f32x4.sqrt(x));
}

// @ts-ignore: decorator
@inline
function all(kind: i32, x: usize, y: usize, n: i32): void {
  for (let i = 0; i < n << 2; i += 16) v128.store(y + i, value(kind, v128.load(x + i)));
}

/** y = f(x), where kernels/functions.ts says which functions there are. */
export function mapped(x: usize, y: usize, n: i32, kind: i32): void {
  if (kind === EXP) all(EXP, x, y, n);
  else if (kind === NEG) all(NEG, x, y, n);
  else if (kind === ABS) all(ABS, x, y, n);
  else if (kind === SQRT) all(SQRT, x, y, n);
  else if (kind === RECIPROCAL) all(RECIPROCAL, x, y, n);
  else if (kind === SQUARE) all(SQUARE, x, y, n);
  else all(RSQRT, x, y, n);
}
