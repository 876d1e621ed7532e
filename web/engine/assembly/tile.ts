// What all products are made of: a strip of y, 6 rows × 2 vectors, which stays in registers while
// it takes the products of all k steps. Step l has a number for each row, side by side in `packed`, and
// vectors of the other operand, `taps[l]` bytes behind where the vectors of y have theirs: at rows of a
// matrix, or at the places under a kernel as it moves over an image.

import { fuses, madd } from "./madd";

/** The first line of memory holds zeros: the bias of a product that has none, with strides 0. */
export const ZEROS: usize = 0;

/** Bytes of an entry of the list of places, see `sweep`. */
export const PLACE: i32 = 16;

/** Words that a strip takes which is not written as it is. */
export const SPARE: i32 = 48;

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

/** A strip's rows, and its vectors in each: their sums and three operands are all that x64 has registers for. */
export const ROWS: i32 = 6;
export const VECTORS: i32 = 2;

/**
 * Sums of a strip, from the step `tap` to before `end`; rows are `next` bytes apart. It does nothing
 * else, as a compiler that had more to keep would put some of the sums into memory. So it would where
 * a product takes a register before it is added: there a row's number is not `kept` in one but read
 * again, from what no compiler knows to be `w`.
 */
// @ts-ignore: decorator
@inline
function add(
  kept: bool, w: usize, again: usize, tap: usize, end: usize, x0: usize, x1: usize, z0: usize, z1: usize, next: usize,
): void {
  let s00 = f32x4.splat(0);
  let s01 = s00;
  let s10 = s00;
  let s11 = s00;
  let s20 = s00;
  let s21 = s00;
  let s30 = s00;
  let s31 = s00;
  let s40 = s00;
  let s41 = s00;
  let s50 = s00;
  let s51 = s00;
  for (; tap < end; tap += 4) {
    const at = load<usize>(tap);
    const v0 = v128.load(x0 + at);
    const v1 = v128.load(x1 + at);
    let s = v128.load_splat<f32>(w);
    s00 = madd(s, v0, s00);
    s01 = madd(kept ? s : v128.load_splat<f32>(again), v1, s01);
    s = v128.load_splat<f32>(w, 4);
    s10 = madd(s, v0, s10);
    s11 = madd(kept ? s : v128.load_splat<f32>(again, 4), v1, s11);
    s = v128.load_splat<f32>(w, 8);
    s20 = madd(s, v0, s20);
    s21 = madd(kept ? s : v128.load_splat<f32>(again, 8), v1, s21);
    s = v128.load_splat<f32>(w, 12);
    s30 = madd(s, v0, s30);
    s31 = madd(kept ? s : v128.load_splat<f32>(again, 12), v1, s31);
    s = v128.load_splat<f32>(w, 16);
    s40 = madd(s, v0, s40);
    s41 = madd(kept ? s : v128.load_splat<f32>(again, 16), v1, s41);
    s = v128.load_splat<f32>(w, 20);
    s50 = madd(s, v0, s50);
    s51 = madd(kept ? s : v128.load_splat<f32>(again, 20), v1, s51);
    w += ROWS << 2;
    again += ROWS << 2;
  }
  v128.store(z0, s00);
  v128.store(z1, s01);
  z0 += next;
  z1 += next;
  v128.store(z0, s10);
  v128.store(z1, s11);
  z0 += next;
  z1 += next;
  v128.store(z0, s20);
  v128.store(z1, s21);
  z0 += next;
  z1 += next;
  v128.store(z0, s30);
  v128.store(z1, s31);
  z0 += next;
  z1 += next;
  v128.store(z0, s40);
  v128.store(z1, s41);
  z0 += next;
  z1 += next;
  v128.store(z0, s50);
  v128.store(z1, s51);
}

/** `add` where `madd` is one instruction. */
function fused(
  w: usize, tap: usize, end: usize, x0: usize, x1: usize, z0: usize, z1: usize, next: usize,
): void {
  add(true, w, w, tap, end, x0, x1, z0, z1, next);
}

/** `add` where it is two. */
function apart(
  w: usize, again: usize, tap: usize, end: usize, x0: usize, x1: usize, z0: usize, z1: usize, next: usize,
): void {
  add(false, w, again, tap, end, x0, x1, z0, z1, next);
}

/**
 * y (m rows, `ld` bytes apart) = packed · x + bias, for `count` vectors of each row. Entry v of
 * `places` has the bytes from x to the first step of vector v, and from y to where it is written, and the
 * steps that count for it, from the first to that behind the last, of `k`; of its numbers the first
 * `lanes` are written, `step` bytes apart. The bias moves by `biasRow` from row to row, and, where it is
 * `along`, with y; it may be what stands in y. A strip that is not written as it is goes by `spare`.
 */
export function sweep(
  m: i32, packed: usize, taps: usize, places: usize, count: i32, x: usize, y: usize, ld: usize,
  lanes: i32, step: usize, bias: usize, biasRow: usize, along: bool, k: i32, spare: usize,
): void {
  const whole = lanes === 4 && step === 4;
  const once = fuses();
  for (let v = 0; v < count; v += VECTORS) {
    const p0 = places + v * PLACE;
    const p1 = v + 1 < count ? p0 + PLACE : p0;
    const x0 = x + load<usize>(p0);
    const x1 = x + load<usize>(p1);
    const to0 = load<usize>(p0, 4);
    const to1 = load<usize>(p1, 4);
    const from = min(load<i32>(p0, 8), load<i32>(p1, 8));
    const first = taps + (from << 2);
    const end = taps + (max(load<i32>(p0, 12), load<i32>(p1, 12)) << 2);
    const c0 = along ? to0 : 0;
    const c1 = along ? to1 : 0;
    let w = packed + from * ROWS * 4;
    let z = y;
    let c = bias;
    for (let i = 0; i < m; i += ROWS) {
      if (whole && !bias && i + ROWS <= m) {
        if (once) fused(w, first, end, x0, x1, z + to0, z + to1, ld);
        else apart(w, w, first, end, x0, x1, z + to0, z + to1, ld);
        z += ROWS * ld;
      } else {
        if (once) fused(w, first, end, x0, x1, spare, spare + 16, 32);
        else apart(w, w, first, end, x0, x1, spare, spare + 16, 32);
        for (let r = i, s = spare; r < min(m, i + ROWS); r++, s += 32, c += biasRow, z += ld) {
          const s0 = f32x4.add(v128.load(s), biasAt(c + c0, along));
          const s1 = f32x4.add(v128.load(s, 16), biasAt(c + c1, along));
          if (whole) {
            v128.store(z + to0, s0);
            v128.store(z + to1, s1);
          } else {
            v128.store(s, s0);
            v128.store(s, s1, 16);
            for (let l = 0; GENERAL && l < lanes; l++) {
              store<f32>(z + to0 + l * step, load<f32>(s + (l << 2)));
              store<f32>(z + to1 + l * step, load<f32>(s + (l << 2), 16));
            }
            if (GENERAL) continue;
            memory.copy(z + to0, s, lanes << 2);
            memory.copy(z + to1, s + 16, lanes << 2);
          }
        }
      }
      w += k * ROWS * 4;
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
