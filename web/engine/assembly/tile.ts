// What all products are made of: a strip of y, 4 rows × 2 vectors, which stays in registers while
// it takes the products of all k steps. Step l has a number for each row, side by side in `packed`, and
// vectors of the other operand, `taps[l]` bytes behind where the vectors of y have theirs: at rows of a
// matrix, or at the places under a kernel as it moves over an image.

import { madd } from "./madd";

/** The first line of memory holds zeros: the bias of a product that has none, with strides 0. */
export const ZEROS: usize = 0;

/** Bytes of an entry of the list of places, see `sweep`. */
export const PLACE: i32 = 16;

/** Words that a strip takes which is not written as it is. */
export const SPARE: i32 = 32;

/** The least multiple of `step` that is not below `n`. */
// @ts-ignore: decorator
@inline
export function roundUp(n: i32, step: i32): i32 {
  return (n + step - 1) / step * step;
}

/** Four numbers of the bias, along with those of y or one for all. */
// @ts-ignore: decorator
@inline
export function biasAt(c: usize, along: bool): v128 {
  return along ? v128.load(c) : v128.load_splat<f32>(c);
}

/** Write a row's vectors with their bias, which may be where they are written, and both at one place. */
// @ts-ignore: decorator
@inline
function put(z0: usize, z1: usize, s0: v128, s1: v128, c0: usize, c1: usize, along: bool): void {
  s0 = f32x4.add(s0, biasAt(c0, along));
  s1 = f32x4.add(s1, biasAt(c1, along));
  v128.store(z0, s0);
  v128.store(z1, s1);
}

/** Rows of a strip. */
export const ROWS: i32 = 4;

/**
 * y (m rows, `ld` bytes apart) = packed · x + bias, for `count` vectors of each row. Entry v of
 * `places` has the bytes from x to the first step of vector v, and from y to where it is written, and the
 * steps that count for it, from the first to that behind the last, of `k`; of its numbers the first
 * `lanes` are written, `step` bytes apart. The bias moves by `biasRow` from row to row, and, where it is
 * `along`, with y. Where it goes `on`, sums begin with what stands in y, whose rows are whole vectors.
 */
export function sweep(
  m: i32, packed: usize, taps: usize, places: usize, count: i32, x: usize, y: usize, ld: usize,
  lanes: i32, step: usize, bias: usize, biasRow: usize, along: bool, on: bool, k: i32, spare: usize,
): void {
  const whole = lanes === 4 && step === 4;
  for (let v = 0; v < count; v += 2) {
    const p0 = places + v * PLACE;
    const p1 = v + 1 < count ? p0 + PLACE : p0;
    const x0 = x + load<usize>(p0);
    const x1 = x + load<usize>(p1);
    const to0 = load<usize>(p0, 4);
    const to1 = load<usize>(p1, 4);
    const from = min(load<i32>(p0, 8), load<i32>(p1, 8));
    const first = taps + (from << 2);
    const end = taps + (max(load<i32>(p0, 12), load<i32>(p1, 12)) << 2);
    let strip = packed + (from << 4);
    for (let i = 0; i < m; i += ROWS) {
      let s00 = v128.load(ZEROS);
      let s01 = v128.load(ZEROS);
      let s10 = v128.load(ZEROS);
      let s11 = v128.load(ZEROS);
      let s20 = v128.load(ZEROS);
      let s21 = v128.load(ZEROS);
      let s30 = v128.load(ZEROS);
      let s31 = v128.load(ZEROS);
      const z = y + i * ld;
      if (on) {
        s00 = v128.load(z + to0);
        s01 = v128.load(z + to1);
        s10 = v128.load(z + ld + to0);
        s11 = v128.load(z + ld + to1);
        s20 = v128.load(z + 2 * ld + to0);
        s21 = v128.load(z + 2 * ld + to1);
        s30 = v128.load(z + 3 * ld + to0);
        s31 = v128.load(z + 3 * ld + to1);
      }
      let w = strip;
      for (let tap = first; tap < end; tap += 4) {
        const at = load<usize>(tap);
        const v0 = v128.load(x0 + at);
        const v1 = v128.load(x1 + at);
        let s = v128.load_splat<f32>(w);
        s00 = madd(s, v0, s00);
        s01 = madd(s, v1, s01);
        s = v128.load_splat<f32>(w, 4);
        s10 = madd(s, v0, s10);
        s11 = madd(s, v1, s11);
        s = v128.load_splat<f32>(w, 8);
        s20 = madd(s, v0, s20);
        s21 = madd(s, v1, s21);
        s = v128.load_splat<f32>(w, 12);
        s30 = madd(s, v0, s30);
        s31 = madd(s, v1, s31);
        w += ROWS << 2;
      }
      strip += k << 4;
      const c = bias + i * biasRow;
      const z0 = whole ? z + to0 : spare;
      const z1 = whole ? z + to1 : spare + 16;
      const next = whole ? ld : 32;
      const c0 = along ? c + to0 : c;
      const c1 = along ? c + to1 : c;
      put(z0, z1, s00, s01, c0, c1, along);
      if (i + 1 < m) {
        put(z0 + next, z1 + next, s10, s11, c0 + biasRow, c1 + biasRow, along);
      }
      if (i + 2 < m) {
        put(z0 + 2 * next, z1 + 2 * next, s20, s21, c0 + 2 * biasRow, c1 + 2 * biasRow, along);
      }
      if (i + 3 < m) {
        put(z0 + 3 * next, z1 + 3 * next, s30, s31, c0 + 3 * biasRow, c1 + 3 * biasRow, along);
      }
      if (whole) continue;
      for (let r = 0; r < min(ROWS, m - i); r++) {
        for (let l = 0; l < lanes; l++) {
          const from = spare + (r << 5) + (l << 2);
          const to = z + r * ld + l * step;
          store<f32>(to + to0, load<f32>(from));
          store<f32>(to + to1, load<f32>(from, 16));
        }
      }
    }
  }
}

/**
 * Lay numbers out as a strip takes them: for each of k steps, `along` bytes apart, `width` of them,
 * `across` bytes apart, side by side with room for `room`.
 */
export function pack(
  from: usize, across: usize, along: usize, width: i32, k: i32, to: usize, room: i32,
): void {
  const next = room << 2;
  for (let i = 0; i < width; i += 4) {
    if (i > width - 4) i = max(width - 4, 0);
    const f = from + i * across;
    const t = to + (i << 2);
    let l = 0;
    if (width >= 4 && across === 4) {
      for (; l < k; l++) v128.store(t + l * next, v128.load(f + l * along));
    } else if (width >= 4 && along === 4) {
      for (; l < k - 3; l += 4) {
        const p = f + (l << 2);
        const q = t + l * next;
        const a = v128.load(p);
        const b = v128.load(p + across);
        const c = v128.load(p + 2 * across);
        const d = v128.load(p + 3 * across);
        const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
        const cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
        const AB = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
        const CD = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
        v128.store(q, v128.shuffle<f32>(ab, cd, 0, 1, 4, 5));
        v128.store(q + next, v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
        v128.store(q + 2 * next, v128.shuffle<f32>(AB, CD, 0, 1, 4, 5));
        v128.store(q + 3 * next, v128.shuffle<f32>(AB, CD, 2, 3, 6, 7));
      }
    }
    for (; l < k; l++) {
      for (let r = 0; r < min(width, 4); r++) {
        store<f32>(t + l * next + (r << 2), load<f32>(f + r * across + l * along));
      }
    }
  }
}
