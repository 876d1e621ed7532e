// Sums, products, quotients, extremes and comparisons of two operands, row by row.

import { atA, atB, atY, begin, next } from "./loop";
import { madd } from "./madd";

const ADD: i32 = 0;
const MUL: i32 = 1;
const DIV: i32 = 2;
const MAX: i32 = 3;
const MIN: i32 = 4;
// of what follows each number is 0 or 1; of whole numbers those from the second EQ on
const EQ: i32 = 5;
const NE: i32 = 6;
const LT: i32 = 7;
const LE: i32 = 8;
const EQ_WHOLE: i32 = 9;
const NE_WHOLE: i32 = 10;
const LT_WHOLE: i32 = 11;
const LE_WHOLE: i32 = 12;
const AND: i32 = 13;
const OR: i32 = 14;

// @ts-ignore: decorator
@inline
function bit(mask: v128): v128 {
  return i32x4.shr_u(mask, 31);
}

// @ts-ignore: decorator
@inline
function meet(kind: i32, a: v128, b: v128, alpha: v128): v128 {
  if (kind === ADD) return madd(b, alpha, a);
  if (kind === MUL) return f32x4.mul(a, b);
  if (kind === DIV) return f32x4.div(a, b);
  if (kind === MAX) return f32x4.max(a, b);
  if (kind === MIN) return f32x4.min(a, b);
  if (kind === EQ) return bit(f32x4.eq(a, b));
  if (kind === NE) return bit(f32x4.ne(a, b));
  if (kind === LT) return bit(f32x4.lt(a, b));
  if (kind === LE) return bit(f32x4.le(a, b));
  if (kind === EQ_WHOLE) return bit(i32x4.eq(a, b));
  if (kind === NE_WHOLE) return bit(i32x4.ne(a, b));
  if (kind === LT_WHOLE) return bit(i32x4.lt_s(a, b));
  if (kind === LE_WHOLE) return bit(i32x4.le_s(a, b));
  if (kind === AND) return v128.and(a, b);
  return v128.or(a, b);
}

/** One row; nothing is written beyond its end, for there another row of an operand may lie. */
// @ts-ignore: decorator
@inline
function row(kind: i32, a: usize, b: usize, y: usize, n: i32, s: v128, aStep: i32, bStep: i32): void {
  let i = 0;
  if (aStep === 1 && bStep === 1) {
    for (; i < n - 3; i += 4, a += 16, b += 16, y += 16) {
      v128.store(y, meet(kind, v128.load(a), v128.load(b), s));
    }
  } else if ((aStep | bStep) >>> 0 < 2) {
    const v = v128.load_splat<f32>(a);
    const w = v128.load_splat<f32>(b);
    for (; i < n - 3; i += 4, y += 16) {
      v128.store(y, meet(kind, aStep ? v128.load(a) : v, bStep ? v128.load(b) : w, s));
      a += aStep << 4;
      b += bStep << 4;
    }
  }
  for (; i < n; i++, a += aStep << 2, b += bStep << 2, y += 4) {
    v128.store_lane<f32>(y, meet(kind, v128.load_splat<f32>(a), v128.load_splat<f32>(b), s), 0);
  }
}

// @ts-ignore: decorator
@inline
function rows(
  kind: i32, a: usize, b: usize, y: usize, list: usize, n: i32, count: i32, alpha: f32,
  aStep: i32, bStep: i32, yRow: i32, aRow: i32, bRow: i32,
): void {
  const s = f32x4.splat(alpha);
  begin();
  do {
    for (let r = 0, p = a + atA, q = b + atB, z = y + atY; r < count; r++) {
      row(kind, p, q, z, n, s, aStep, bStep);
      p += aRow << 2;
      q += bRow << 2;
      z += yRow << 2;
    }
  } while (next(list));
}

/**
 * y = a + alpha·b, a·b, a/b … for `count` rows of n numbers, a step of so many words apart, and that
 * for each place of the axes in the list.
 */
export function arith(
  a: usize, b: usize, y: usize, list: usize, n: i32, count: i32, kind: i32, alpha: f32,
  aStep: i32, bStep: i32, yRow: i32, aRow: i32, bRow: i32,
): void {
  if (kind === ADD) rows(ADD, a, b, y, list, n, count, alpha, aStep, bStep, yRow, aRow, bRow);
  else if (kind === MUL) rows(MUL, a, b, y, list, n, count, alpha, aStep, bStep, yRow, aRow, bRow);
  else if (kind === DIV) rows(DIV, a, b, y, list, n, count, alpha, aStep, bStep, yRow, aRow, bRow);
  else if (kind === MAX) rows(MAX, a, b, y, list, n, count, alpha, aStep, bStep, yRow, aRow, bRow);
  else if (kind === MIN) rows(MIN, a, b, y, list, n, count, alpha, aStep, bStep, yRow, aRow, bRow);
  else if (kind === EQ) rows(EQ, a, b, y, list, n, count, alpha, aStep, bStep, yRow, aRow, bRow);
  else if (kind === NE) rows(NE, a, b, y, list, n, count, alpha, aStep, bStep, yRow, aRow, bRow);
  else if (kind === LT) rows(LT, a, b, y, list, n, count, alpha, aStep, bStep, yRow, aRow, bRow);
  else if (kind === LE) rows(LE, a, b, y, list, n, count, alpha, aStep, bStep, yRow, aRow, bRow);
  else if (kind === EQ_WHOLE) rows(EQ_WHOLE, a, b, y, list, n, count, alpha, aStep, bStep, yRow, aRow, bRow);
  else if (kind === NE_WHOLE) rows(NE_WHOLE, a, b, y, list, n, count, alpha, aStep, bStep, yRow, aRow, bRow);
  else if (kind === LT_WHOLE) rows(LT_WHOLE, a, b, y, list, n, count, alpha, aStep, bStep, yRow, aRow, bRow);
  else if (kind === LE_WHOLE) rows(LE_WHOLE, a, b, y, list, n, count, alpha, aStep, bStep, yRow, aRow, bRow);
  else if (kind === AND) rows(AND, a, b, y, list, n, count, alpha, aStep, bStep, yRow, aRow, bRow);
  else rows(OR, a, b, y, list, n, count, alpha, aStep, bStep, yRow, aRow, bRow);
}
