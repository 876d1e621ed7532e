// Functions of one number, four at a time.

import { exp } from "./exponential";
import { ONE } from "./numbers";
import { log } from "./powers";

const EXP: i32 = 0;
const NEG: i32 = 1;
const ABS: i32 = 2;
const SQRT: i32 = 3;
const RECIPROCAL: i32 = 4;
const SQUARE: i32 = 5;
const RSQRT: i32 = 6;
const LOG: i32 = 7;

// @ts-ignore: decorator
@inline
function value(kind: i32, x: v128): v128 {
  if (kind === EXP) return exp(x);
  if (kind === NEG) return f32x4.neg(x);
  if (kind === ABS) return f32x4.abs(x);
  if (kind === SQRT) return f32x4.sqrt(x);
  if (kind === RECIPROCAL) return f32x4.div(ONE, x);
  if (kind === SQUARE) return f32x4.mul(x, x);
  if (kind === RSQRT) return f32x4.div(ONE, f32x4.sqrt(x));
  return log(x);
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
  else if (kind === RSQRT) all(RSQRT, x, y, n);
  else all(LOG, x, y, n);
}
