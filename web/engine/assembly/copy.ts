// Copies of words, rows of them that may lie in steps, or across the rows of what is copied.

/** Four rows of y from four columns of x, whose numbers stand side by side in a row of x. */
// @ts-ignore: decorator
@inline
function turn(x: usize, y: usize, xStep: usize, yRow: usize): void {
  const a = v128.load(x);
  const b = v128.load(x + xStep);
  const c = v128.load(x + 2 * xStep);
  const d = v128.load(x + 3 * xStep);
  const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
  const cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  const AB = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const CD = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(y, v128.shuffle<f32>(ab, cd, 0, 1, 4, 5));
  v128.store(y + yRow, v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
  v128.store(y + 2 * yRow, v128.shuffle<f32>(AB, CD, 0, 1, 4, 5));
  v128.store(y + 3 * yRow, v128.shuffle<f32>(AB, CD, 2, 3, 6, 7));
}

/** y = x, `count` rows of n words, which lie so many words apart; nothing else is written. */
export function copyBlock(
  x: usize, y: usize, n: i32, count: i32, xStep: i32, yStep: i32, xRow: i32, yRow: i32,
): void {
  const right = <usize>(xStep << 2);
  const down = <usize>(yRow << 2);
  let r = 0;
  if (yStep === 1 && xRow === 1 && n > 3) {
    for (; r < count - 3; r += 4, x += 16, y += 4 * down) {
      for (let i = 0; i < n; i += 4) {
        if (i > n - 4) i = n - 4;
        turn(x + i * right, y + (i << 2), right, down);
      }
    }
  }
  for (; r < count; r++, x += xRow << 2, y += down) {
    if (yStep === 1 && n > 3 && (xStep === 1 || xStep === 0)) {
      for (let i = 0; i < n; i += 4) {
        if (i > n - 4) i = n - 4;
        v128.store(y + (i << 2), xStep ? v128.load(x + (i << 2)) : v128.load_splat<f32>(x));
      }
      continue;
    }
    for (let i = 0, p = x, q = y; i < n; i++, p += right, q += yStep << 2) store<i32>(q, load<i32>(p));
  }
}
