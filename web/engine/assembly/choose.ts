// The choice between two operands, row by row as in arithmetic.ts.

// @ts-ignore: decorator
@inline
function four(at: usize, i: usize, step: i32): v128 {
  return step ? v128.load(at + i) : v128.load_splat<f32>(at);
}

/** y = a where the mask is not 0, else b, for `count` rows of n words; a step of 0 is one for a row. */
export function choose(
  mask: usize, a: usize, b: usize, y: usize, n: i32, count: i32,
  maskStep: i32, aStep: i32, bStep: i32, yRow: i32, maskRow: i32, aRow: i32, bRow: i32,
): void {
  for (let r = 0; r < count; r++) {
    for (let i = 0; i < n << 2; i += 16) {
      const chosen = i32x4.ne(four(mask, i, maskStep), i32x4.splat(0));
      v128.store(y + i, v128.bitselect(four(a, i, aStep), four(b, i, bStep), chosen));
    }
    mask += maskRow << 2;
    a += aRow << 2;
    b += bRow << 2;
    y += yRow << 2;
  }
}
