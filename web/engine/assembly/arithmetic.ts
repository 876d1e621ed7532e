// Sums, products, quotients and extremes of two operands, row by row, of which either may be one
// number for a whole row. Rows are written from the lowest place to the highest, so that what is
// written beyond the end of one is written again.

import { madd } from "./madd";

const ADD: i32 = 0;
const MUL: i32 = 1;
const DIV: i32 = 2;
const MAX: i32 = 3;
const MIN: i32 = 4;

// @ts-ignore: decorator
@inline
function meet(kind: i32, a: v128, b: v128, alpha: v128): v128 {
  if (kind === ADD) return madd(b, alpha, a);
  if (kind === MUL) return f32x4.mul(a, b);
  if (kind === DIV) return f32x4.div(a, b);
  if (kind === MAX) return f32x4.max(a, b);
  return f32x4.min(a, b);
}

// @ts-ignore: decorator
@inline
function rows(
  kind: i32, a: usize, b: usize, y: usize, n: i32, count: i32, alpha: f32,
  aStep: i32, bStep: i32, yRow: i32, aRow: i32, bRow: i32,
): void {
  const s = f32x4.splat(alpha);
  const end = n << 2;
  for (let r = 0; r < count; r++) {
    if (aStep + bStep === 0) {
      const v = meet(kind, v128.load_splat<f32>(a), v128.load_splat<f32>(b), s);
      for (let i = 0; i < end; i += 16) v128.store(y + i, v);
    } else if (aStep === 0) {
      const v = v128.load_splat<f32>(a);
      for (let i = 0; i < end; i += 16) v128.store(y + i, meet(kind, v, v128.load(b + i), s));
    } else if (bStep === 0) {
      const v = v128.load_splat<f32>(b);
      for (let i = 0; i < end; i += 16) v128.store(y + i, meet(kind, v128.load(a + i), v, s));
    } else {
      for (let i = 0; i < end; i += 16) v128.store(y + i, meet(kind, v128.load(a + i), v128.load(b + i), s));
    }
    a += aRow << 2;
    b += bRow << 2;
    y += yRow << 2;
  }
}

/** y = a + alpha·b, a·b, a/b, max(a, b) or min(a, b), for `count` rows of n numbers. */
export function arith(
  a: usize, b: usize, y: usize, n: i32, count: i32, kind: i32, alpha: f32,
  aStep: i32, bStep: i32, yRow: i32, aRow: i32, bRow: i32,
): void {
  if (kind === ADD) rows(ADD, a, b, y, n, count, alpha, aStep, bStep, yRow, aRow, bRow);
  else if (kind === MUL) rows(MUL, a, b, y, n, count, alpha, aStep, bStep, yRow, aRow, bRow);
  else if (kind === DIV) rows(DIV, a, b, y, n, count, alpha, aStep, bStep, yRow, aRow, bRow);
  else if (kind === MAX) rows(MAX, a, b, y, n, count, alpha, aStep, bStep, yRow, aRow, bRow);
  else rows(MIN, a, b, y, n, count, alpha, aStep, bStep, yRow, aRow, bRow);
}
