// The matrix product, in tiles that stay in registers.
//
// A tile of y is 4 × 8 numbers: for each k it takes one number from each of its rows of a, and
// 8 neighbours of row k of b, and adds all their products. Where rows or columns are left
// over, the last tile moves back and computes some numbers a second time.

import { madd } from "./madd";

/** The first line of memory holds zeros: the bias of a product that has none, with strides 0. */
export const ZEROS: usize = 0;

/**
 * y (m×n, `ld` bytes from row to row) = a (m×k) b (k×n) + bias.
 *
 * Strides in bytes. The bias is added from `bias + i*biasRow + j*biasCol`.
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
): void {
  if (m >= 4 && n >= 8 && bCol === 4) {
    rowsTimes(m, n, k, a, aRow, aCol, b, bRow, y, ld, bias, biasRow, biasCol);
  } else if (m >= 4 && n >= 2 && aCol === 4 && bRow === 4) {
    dots(m, n, k, a, aRow, b, bCol, y, ld, bias, biasRow, biasCol);
  } else {
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < n; j++) {
        let sum = load<f32>(bias + i * biasRow + j * biasCol);
        for (let l = 0; l < k; l++) {
          sum += load<f32>(a + i * aRow + l * aCol) * load<f32>(b + l * bRow + j * bCol);
        }
        store<f32>(y + i * ld + j * 4, sum);
      }
    }
  }
}

/** Four numbers of the bias to start from, along a row of y. */
// @ts-ignore: decorator
@inline
function start(at: usize, biasCol: usize): v128 {
  return biasCol ? v128.load(at) : v128.load_splat<f32>(at);
}

/** The product where the rows of b lie in memory as rows. m ≥ 4, n ≥ 8. */
function rowsTimes(
  m: i32,
  n: i32,
  k: i32,
  a: usize,
  aRow: usize,
  aCol: usize,
  b: usize,
  bRow: usize,
  y: usize,
  ld: usize,
  bias: usize,
  biasRow: usize,
  biasCol: usize,
): void {
  for (let j = 0; j < n; j += 8) {
    if (j > n - 8) j = n - 8;
    const q = b + j * 4;
    const c = bias + j * biasCol;
    for (let i = 0; i < m; i += 4) {
      if (i > m - 4) i = m - 4;
      const z = y + i * ld + j * 4;
      tile(k, a + i * aRow, aRow, aCol, q, bRow, z, ld, c + i * biasRow, biasRow, biasCol);
    }
  }
}

/**
 * 4 rows × 8 columns. Another tile of 6 rows, for LeNet's 6 maps, made a step at batch 64 3 % faster
 * with fused multiply-add and 4 % slower without; so there is none.
 */
function tile(
  k: i32,
  a: usize,
  aRow: usize,
  aCol: usize,
  b: usize,
  bRow: usize,
  y: usize,
  ld: usize,
  c: usize,
  biasRow: usize,
  biasCol: usize,
): void {
  const next: usize = biasCol ? 16 : 0;
  let y00 = start(c, biasCol);
  let y01 = start(c + next, biasCol);
  let y10 = start(c + biasRow, biasCol);
  let y11 = start(c + biasRow + next, biasCol);
  let y20 = start(c + 2 * biasRow, biasCol);
  let y21 = start(c + 2 * biasRow + next, biasCol);
  let y30 = start(c + 3 * biasRow, biasCol);
  let y31 = start(c + 3 * biasRow + next, biasCol);
  const a1 = aRow;
  const a2 = 2 * aRow;
  const a3 = 3 * aRow;
  for (; k > 0; k--) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    let s = v128.load_splat<f32>(a);
    y00 = madd(s, b0, y00);
    y01 = madd(s, b1, y01);
    s = v128.load_splat<f32>(a + a1);
    y10 = madd(s, b0, y10);
    y11 = madd(s, b1, y11);
    s = v128.load_splat<f32>(a + a2);
    y20 = madd(s, b0, y20);
    y21 = madd(s, b1, y21);
    s = v128.load_splat<f32>(a + a3);
    y30 = madd(s, b0, y30);
    y31 = madd(s, b1, y31);
    a += aCol;
    b += bRow;
  }
  v128.store(y, y00);
  v128.store(y, y01, 16);
  y += ld;
  v128.store(y, y10);
  v128.store(y, y11, 16);
  y += ld;
  v128.store(y, y20);
  v128.store(y, y21, 16);
  y += ld;
  v128.store(y, y30);
  v128.store(y, y31, 16);
}

/** The four numbers of a vector, added up. */
// @ts-ignore: decorator
@inline
export function total(v: v128): f32 {
  const w = f32x4.add(v, v128.shuffle<f32>(v, v, 2, 3, 0, 1));
  return f32x4.extract_lane(w, 0) + f32x4.extract_lane(w, 1);
}

/**
 * The product where the columns of b lie in memory as rows, as the weight of a linear layer does:
 * y_ij is the dot product of two rows. Tiles of 4 rows × 2 columns, 4 steps of k at a time.
 */
function dots(
  m: i32,
  n: i32,
  k: i32,
  a: usize,
  aRow: usize,
  b: usize,
  bCol: usize,
  y: usize,
  ld: usize,
  bias: usize,
  biasRow: usize,
  biasCol: usize,
): void {
  const vectors = (k & -4) << 2;
  for (let j = 0; j < n; j += 2) {
    if (j > n - 2) j = n - 2;
    const q = b + j * bCol;
    for (let i = 0; i < m; i += 4) {
      if (i > m - 4) i = m - 4;
      const p = a + i * aRow;
      const p2 = p + 2 * aRow;
      let y00 = f32x4.splat(0);
      let y01 = f32x4.splat(0);
      let y10 = f32x4.splat(0);
      let y11 = f32x4.splat(0);
      let y20 = f32x4.splat(0);
      let y21 = f32x4.splat(0);
      let y30 = f32x4.splat(0);
      let y31 = f32x4.splat(0);
      for (let l = 0; l < vectors; l += 16) {
        const b0 = v128.load(q + l);
        const b1 = v128.load(q + bCol + l);
        let s = v128.load(p + l);
        y00 = madd(s, b0, y00);
        y01 = madd(s, b1, y01);
        s = v128.load(p + aRow + l);
        y10 = madd(s, b0, y10);
        y11 = madd(s, b1, y11);
        s = v128.load(p2 + l);
        y20 = madd(s, b0, y20);
        y21 = madd(s, b1, y21);
        s = v128.load(p2 + aRow + l);
        y30 = madd(s, b0, y30);
        y31 = madd(s, b1, y31);
      }
      const z = y + i * ld + j * 4;
      const c = bias + i * biasRow + j * biasCol;
      finish(z, y00, y01, k, p, q, bCol, c, biasCol);
      finish(z + ld, y10, y11, k, p + aRow, q, bCol, c + biasRow, biasCol);
      finish(z + 2 * ld, y20, y21, k, p2, q, bCol, c + 2 * biasRow, biasCol);
      finish(z + 3 * ld, y30, y31, k, p2 + aRow, q, bCol, c + 3 * biasRow, biasCol);
    }
  }
}

/** Two neighbours of y: the vectors added up, the steps of k left over, the bias. */
function finish(
  y: usize,
  y0: v128,
  y1: v128,
  k: i32,
  p: usize,
  q: usize,
  bCol: usize,
  c: usize,
  biasCol: usize,
): void {
  let s0 = total(y0) + load<f32>(c);
  let s1 = total(y1) + load<f32>(c + biasCol);
  for (let l = k & -4; l < k; l++) {
    const v = load<f32>(p + l * 4);
    s0 += v * load<f32>(q + l * 4);
    s1 += v * load<f32>(q + bCol + l * 4);
  }
  store<f32>(y, s0);
  store<f32>(y, s1, 4);
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
