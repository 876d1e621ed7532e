// The matrix product: both operands are laid out as strips take them (tile.ts), b as a whole, in panels of
// 8 columns, a strip by strip. What is added up in which order decides the last bits, and is as in MKL's
// sgemm, which torch calls, as far as its results tell; but in the core, which is smaller, one after another,
// and without leaving out what is blank.

import { finite, list, listWords, MANY, pays } from "./blank";
import { few } from "./few";
import { fuses } from "./madd";
import { biasAt, LANES, listedStrip, pack, roundUp, ROWS, SPARE, STEP_W, STEP_X, strip, ZEROS } from "./tile";

/** Steps whose products are added up by themselves, before they are added to what there is. */
const DEPTH: i32 = 192;

/** Fewer columns or rows are few. */
const COLUMNS: i32 = 12;
const FEW: i32 = 4;

/** How many steps are added up by themselves. */
// @ts-ignore: decorator
@inline
function depthOf(k: i32): i32 {
  return !GENERAL || k <= DEPTH ? k : k < 2 * DEPTH ? k >> 1 : DEPTH;
}

/** Words that a product of m rows and n lanes takes. */
// @ts-ignore: decorator
@inline
function room(m: i32, n: i32, k: i32): i32 {
  const lists = GENERAL && m >= MANY ? (n + LANES - 1) / LANES * listWords(k, depthOf(k)) : 0;
  return SPARE + (ROWS + roundUp(n, LANES)) * k + lists;
}

/** Whether columns are better taken for rows: few numbers are laid out, and few sums laid back. */
// @ts-ignore: decorator
@inline
function turns(m: i32, n: i32, k: i32): bool {
  return m < n && m < k;
}

/** How many words of scratch memory a product needs. */
export function matmulScratch(m: i32, n: i32, k: i32): i32 {
  const straight = room(m, n, k);
  return turns(m, n, k) ? max(straight, roundUp(n, ROWS) * roundUp(m, LANES) + room(n, m, k)) : straight;
}

/** `matmul`, a row for each of a strip's rows. */
function product(
  m: i32, n: i32, k: i32, a: usize, aRow: usize, aCol: usize, b: usize, bRow: usize, bCol: usize,
  y: usize, ld: usize, bias: usize, biasRow: usize, biasCol: usize, scratch: usize,
): void {
  const depth = depthOf(k);
  const packed = scratch + (SPARE << 2);
  const panels = packed + k * STEP_W;
  const width = min(LANES, n);
  const once = fuses();
  for (let j = 0, panel = panels; j < n; j += LANES, panel += k * STEP_X) {
    if (j > n - width) j = n - width;
    pack(b + j * bCol, bCol, bRow, width, k, panel, LANES);
  }
  const lists = panels + roundUp(n, LANES) * k * 4;
  let blank = 0;
  if (GENERAL && m >= MANY) {
    let to = lists;
    for (let j = 0, panel = panels; j < n; j += LANES, panel += k * STEP_X) {
      blank += list(panel, k, depth, to);
      to += listWords(k, depth) << 2;
    }
  }
  const sparse: bool = GENERAL && pays(blank, k * ((n + LANES - 1) / LANES));
  for (let i = 0; i < m; i += ROWS) {
    // rows that lie side by side are taken as they are, unless that many panels take them
    const there = aRow === 4 && n < m;
    const w = there ? a + i * aRow : packed;
    const stepW: i32 = there ? aCol : STEP_W;
    if (!there) pack(a + i * aRow, aRow, aCol, min(ROWS, m - i), k, packed, ROWS);
    const skips: bool = sparse && finite(w, stepW, k);
    let which = lists;
    for (let j = 0, panel = panels; j < n; j += LANES, panel += k * STEP_X) {
      if (j > n - width) j = n - width;
      let from = 0;
      do {
        const more: bool = GENERAL && from > 0;
        const direct = width === LANES && i + ROWS <= m && !more;
        let z = y + i * ld + (j << 2);
        let s = direct ? z : scratch;
        const next = direct ? ld : STEP_X;
        const steps = min(depth, k - from);
        const found = GENERAL && skips ? load<i32>(which) : -1;
        if (found >= 0) listedStrip(once, w, stepW, panel, which + 4, found, s, next);
        else strip(once, w + from * stepW, stepW, panel + from * STEP_X, STEP_X, k * STEP_X, ZEROS, steps, 0, s, next);
        if (GENERAL) which += 4 + (steps << 2);
        from += depth;
        if (direct && !bias) continue;
        let p = more ? z : bias + i * biasRow + j * biasCol;
        const along = more ? true : biasCol !== 0;
        for (let r = i; r < min(m, i + ROWS); r++, s += next, z += ld, p += more ? ld : biasRow) {
          const s0 = f32x4.add(v128.load(s), biasAt(p, along));
          const s1 = f32x4.add(v128.load(s, 16), along ? v128.load(p, 16) : biasAt(p, along));
          const t = width === LANES ? z : s;
          v128.store(t, s0);
          v128.store(t, s1, 16);
          if (t !== z) memory.copy(z, s, width << 2);
        }
      } while (GENERAL && from < k);
    }
  }
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
  // a bias of a strip's rows is one number for each, or stands side by side
  if (!(biasRow & -5) && turns(m, n, k)) {
    const ld2 = roundUp(m, LANES) << 2;
    product(n, m, k, b, bCol, bRow, a, aCol, aRow, scratch, ld2, bias, biasCol, biasRow, scratch + roundUp(n, ROWS) * ld2);
    pack(scratch, ld2, 4, n, m, y, ld >> 2);
  } else product(m, n, k, a, aRow, aCol, b, bRow, bCol, y, ld, bias, biasRow, biasCol, scratch);
}
