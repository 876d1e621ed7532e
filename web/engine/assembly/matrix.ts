// The matrix product: both operands are laid out as strips take them (tile.ts), a as a whole, b by
// panels of 8 columns. What is added up in which order decides the last bits, and is as in MKL's sgemm,
// which torch calls, as far as its results tell; but in the core, which is smaller, one after another.

import { few } from "./few";
import { pack, PLACE, roundUp, ROWS, SPARE, sweep, VECTORS } from "./tile";

const PANEL: i32 = 4 * VECTORS;

/** Steps whose products are added up by themselves, before they are added to what there is. */
const DEPTH: i32 = 192;

/** Fewer columns or rows are few. */
const COLUMNS: i32 = 12;
const FEW: i32 = 4;

/** How many words of scratch memory a product needs. */
export function matmulScratch(m: i32, n: i32, k: i32): i32 {
  return SPARE + k + VECTORS * PLACE / 4 + (PANEL + roundUp(m, ROWS)) * k;
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
  if (GENERAL && (n < COLUMNS || m < FEW)) {
    return few(m, n, k, a, aRow, aCol, b, bRow, bCol, y, ld, bias, biasRow, biasCol);
  }
  const depth = !GENERAL || k <= DEPTH ? k : k < 2 * DEPTH ? k >> 1 : DEPTH;
  const places = scratch + (SPARE << 2);
  const taps = places + VECTORS * PLACE;
  const panel = taps + (k << 2);
  const packed = panel + (PANEL * k << 2);
  for (let i = 0; i < m; i += ROWS) {
    pack(a + i * aRow, aRow, aCol, min(ROWS, m - i), k, packed + (i * k << 2), ROWS);
  }
  for (let l = 0; l < k; l++) store<i32>(taps + (l << 2), l * PANEL << 2);
  // the second vector of a panel moves back where there are fewer than 8 columns
  const width = min(PANEL, n);
  for (let place = places, at = 0; place < taps; place += PLACE, at += 16) {
    const column = min(at, max(width - 4, 0) << 2);
    store<i32>(place, column);
    store<i32>(place, column, 4);
  }
  for (let j = 0; j < n; j += PANEL) {
    if (j > n - width) j = n - width;
    pack(b + j * bCol, bCol, bRow, width, k, panel, PANEL);
    const to = y + (j << 2);
    let from = 0;
    do {
      for (let place = places; place < taps; place += PLACE) {
        store<i32>(place, from, 8);
        store<i32>(place, min(from + depth, k), 12);
      }
      if (GENERAL && from) sweep(m, packed, taps, places, VECTORS, panel, to, ld, min(width, 4), 4, to, ld, true, k, scratch);
      else {
        sweep(m, packed, taps, places, VECTORS, panel, to, ld, min(width, 4), 4, bias + j * biasCol, biasRow, biasCol !== 0, k, scratch);
      }
      from += depth;
    } while (GENERAL && from < k);
  }
}
