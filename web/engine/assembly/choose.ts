// The choice between two operands, row by row as in arithmetic.ts.

import { atA, atB, atC, atY, begin, next } from "./loop";

/** Four words, or one four times. */
// @ts-ignore: decorator
@inline
function four(at: usize, step: i32): v128 {
  return step ? v128.load(at) : v128.load_splat<f32>(at);
}

/** One row; nothing is written beyond its end. */
// @ts-ignore: decorator
@inline
function row(
  mask: usize, a: usize, b: usize, y: usize, n: i32, maskStep: i32, aStep: i32, bStep: i32,
): void {
  const zero = i32x4.splat(0);
  let i = 0;
  if ((maskStep | aStep | bStep) >>> 0 < 2) {
    for (; i < n - 3; i += 4, y += 16) {
      const chosen = i32x4.ne(four(mask, maskStep), zero);
      v128.store(y, v128.bitselect(four(a, aStep), four(b, bStep), chosen));
      mask += maskStep << 4;
      a += aStep << 4;
      b += bStep << 4;
    }
  }
  for (; i < n; i++, y += 4) {
    store<i32>(y, load<i32>(load<i32>(mask) ? a : b));
    mask += maskStep << 2;
    a += aStep << 2;
    b += bStep << 2;
  }
}

/** y = a where the mask is not 0, else b, for `count` rows of n words, and for each place in the list. */
export function choose(
  mask: usize, a: usize, b: usize, y: usize, list: usize, n: i32, count: i32,
  maskStep: i32, aStep: i32, bStep: i32, yRow: i32, maskRow: i32, aRow: i32, bRow: i32,
): void {
  begin();
  do {
    let m = mask + atA;
    let p = a + atB;
    let q = b + atC;
    let z = y + atY;
    for (let r = 0; r < count; r++) {
      row(m, p, q, z, n, maskStep, aStep, bStep);
      m += maskRow << 2;
      p += aRow << 2;
      q += bRow << 2;
      z += yRow << 2;
    }
  } while (next(list));
}
