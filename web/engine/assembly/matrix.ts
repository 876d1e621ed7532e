// The matrix product: both operands are laid out as strips take them (tile.ts), a as a whole, b by
// panels of 8 columns.

import { pack, PLACE, roundUp, ROWS, SPARE, sweep } from "./tile";

const PANEL: i32 = 8;

/** How many words of scratch memory a product needs. */
export function matmulScratch(m: i32, n: i32, k: i32): i32 {
  return SPARE + k + PLACE / 2 + (PANEL + roundUp(m, ROWS)) * k;
}

/**
 * y (m×n, `ld` bytes from row to row) = a (m×k) b (k×n) + bias.
 *
 * Strides in bytes. The bias is added from `bias + i*biasRow + j*biasCol`, where biasCol is 0 or 4.
 */
export function matmul(
  m: i32,
  n: i32,
  k: i32,
  a: usize,
  aRow: usize,
  aCol: usize,
  b: usize,
  bRow: usize,
  bCol: usize,
  y: usize,
  ld: usize,
  bias: usize,
  biasRow: usize,
  biasCol: usize,
  scratch: usize,
): void {
  const places = scratch + (SPARE << 2);
  const taps = places + 2 * PLACE;
  const panel = taps + (k << 2);
  const packed = panel + (PANEL * k << 2);
  for (let i = 0; i < m; i += ROWS) {
    pack(a + i * aRow, aRow, aCol, min(ROWS, m - i), k, packed + (i * k << 2), ROWS);
  }
  for (let l = 0; l < k; l++) store<i32>(taps + (l << 2), l * PANEL << 2);
  // the second vector of a panel moves back where there are fewer than 8 columns
  const width = min(PANEL, n);
  for (let place = places, at = 0; place < taps; place += PLACE, at = max(width - 4, 0) << 2) {
    store<i32>(place, at);
    store<i32>(place, at, 4);
    store<i32>(place, 0, 8);
    store<i32>(place, k, 12);
  }
  for (let j = 0; j < n; j += PANEL) {
    if (j > n - width) j = n - width;
    pack(b + j * bCol, bCol, bRow, width, k, panel, PANEL);
    sweep(m, packed, taps, places, 2, panel, y + (j << 2), ld,
      min(width, 4), 4, bias + j * biasCol, biasRow, biasCol !== 0, k, scratch);
  }
}

/** The four numbers of a vector, added up. */
// @ts-ignore: decorator
@inline
export function total(v: v128): f32 {
  const w = f32x4.add(v, v128.shuffle<f32>(v, v, 2, 3, 0, 1));
  return f32x4.extract_lane(w, 0) + f32x4.extract_lane(w, 1);
}

/** y_j = Σᵢ x_ij over r rows of c. Columns go by fours; the last four move back. */
export function sumRows(x: usize, y: usize, r: i32, c: i32): void {
  const row = c << 2;
  for (let j = 0; j < row; j += 16) {
    j = max(min(j, row - 16), 0); // fewer than four: what lies beyond is summed, and never read
    let sum = f32x4.splat(0);
    for (let i = 0; i < r; i++) sum = f32x4.add(sum, v128.load(x + i * row + j));
    v128.store(y + j, sum);
  }
}
