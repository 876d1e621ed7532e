// What all products are made of: a strip of y, 6 or 4 rows × 8 lanes, which stays in registers while it
// takes the products of all steps. A step has a number for each row, side by side in `w`, and eight numbers
// of the other operand, side by side in `x`: of columns of a matrix, of as many images, or of neighbours in
// one. Steps are in lines, where a kernel has several rows.

import { fuses, madd } from "./madd";

/** The first line of memory holds zeros: the bias of a product that has none, with strides 0. */
export const ZEROS: usize = 0;

/** Words of a strip that is not written as it is. */
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

/** A strip's rows, and its lanes, which are two vectors: their sums and three operands are all that x64 has registers for. */
export const ROWS: i32 = 6;
export const LANES: i32 = 8;

/** Bytes of a step in w, and in x. */
export const STEP_W: i32 = ROWS << 2;
export const STEP_X: i32 = LANES << 2;

/**
 * Sums of a strip of 6 or 4 rows, over some steps in lines: a line takes `run` bytes of x, from as many
 * behind `x` as the list `lines` says. Between lines lie `skip` bytes of w; rows are written `next` bytes
 * apart. It does nothing else, as a compiler that had more to keep would put some of the sums into memory.
 * So it would where a product takes a register before it is added: there a row's number is not `kept` in
 * one but read again, from what no compiler knows to be `w`. It is one loop, as of two, one in the other,
 * the loads of a step came first in V8 of 2023, and sums went into memory, too. Where steps are `listed`,
 * `lines` is the list of those that it takes.
 */
// @ts-ignore: decorator
@inline
function add(
  rows: i32, kept: bool, listed: bool, w: usize, stepW: i32, x: usize, stepX: i32, run: i32, lines: usize,
  steps: i32, skip: i32, z: usize, next: usize,
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
  const first = w;
  const zero = load<usize>(ZEROS);
  let at = listed ? x : x + load<usize>(lines);
  let end = at + run;
  for (; steps > 0; steps--) {
    if (listed) {
      const step = load<i32>(lines);
      lines += 4;
      at = x + step * stepX;
      w = first + step * stepW;
    } else if (at >= end) {
      lines += 4;
      at = x + load<usize>(lines);
      end = at + run;
      w += skip;
    }
    const v0 = v128.load(at);
    const v1 = v128.load(at, 16);
    const again = w + zero;
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
    if (rows === ROWS) {
      s = v128.load_splat<f32>(w, 16);
      s40 = madd(s, v0, s40);
      s41 = madd(kept ? s : v128.load_splat<f32>(again, 16), v1, s41);
      s = v128.load_splat<f32>(w, 20);
      s50 = madd(s, v0, s50);
      s51 = madd(kept ? s : v128.load_splat<f32>(again, 20), v1, s51);
    }
    if (listed) continue;
    w += stepW;
    at += stepX;
  }
  v128.store(z, s00);
  v128.store(z, s01, 16);
  z += next;
  v128.store(z, s10);
  v128.store(z, s11, 16);
  z += next;
  v128.store(z, s20);
  v128.store(z, s21, 16);
  z += next;
  v128.store(z, s30);
  v128.store(z, s31, 16);
  if (rows < ROWS) return;
  z += next;
  v128.store(z, s40);
  v128.store(z, s41, 16);
  z += next;
  v128.store(z, s50);
  v128.store(z, s51, 16);
}

/** `add` where `madd` is one instruction. */
function fused(
  w: usize, stepW: i32, x: usize, stepX: i32, run: i32, lines: usize, steps: i32, skip: i32,
  z: usize, next: usize,
): void {
  add(ROWS, true, false, w, stepW, x, stepX, run, lines, steps, skip, z, next);
}

/** `add` where it is two. */
function apart(
  w: usize, stepW: i32, x: usize, stepX: i32, run: i32, lines: usize, steps: i32, skip: i32,
  z: usize, next: usize,
): void {
  add(ROWS, false, false, w, stepW, x, stepX, run, lines, steps, skip, z, next);
}

/** A strip of four rows, whose sums leave a register for a product. */
export function four(
  w: usize, stepW: i32, x: usize, stepX: i32, run: i32, lines: usize, steps: i32, skip: i32,
  z: usize, next: usize,
): void {
  add(4, true, false, w, stepW, x, stepX, run, lines, steps, skip, z, next);
}

/** The strip's sums, see `add`. */
// @ts-ignore: decorator
@inline
export function strip(
  once: bool, w: usize, stepW: i32, x: usize, stepX: i32, run: i32, lines: usize, steps: i32, skip: i32,
  z: usize, next: usize,
): void {
  if (once) fused(w, stepW, x, stepX, run, lines, steps, skip, z, next);
  else apart(w, stepW, x, stepX, run, lines, steps, skip, z, next);
}

function fusedListed(
  w: usize, stepW: i32, x: usize, which: usize, steps: i32, z: usize, next: usize,
): void {
  add(ROWS, true, true, w, stepW, x, STEP_X, 0, which, steps, 0, z, next);
}

function apartListed(
  w: usize, stepW: i32, x: usize, which: usize, steps: i32, z: usize, next: usize,
): void {
  add(ROWS, false, true, w, stepW, x, STEP_X, 0, which, steps, 0, z, next);
}

/** The strip's sums over the steps that a list has, `which` and how many. */
// @ts-ignore: decorator
@inline
export function listedStrip(
  once: bool, w: usize, stepW: i32, x: usize, which: usize, steps: i32, z: usize, next: usize,
): void {
  if (once) fusedListed(w, stepW, x, which, steps, z, next);
  else apartListed(w, stepW, x, which, steps, z, next);
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
    let f = from + i * across;
    let t = to + (i << 2);
    let l = k;
    if (width >= 4 && along === 4) {
      for (; l > 3; l -= 4, f += 16) {
        let p = f + across;
        const a = v128.load(f);
        const b = v128.load(p);
        p += across;
        const c = v128.load(p);
        const d = v128.load(p + across);
        const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
        const cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
        const AB = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
        const CD = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
        v128.store(t, v128.shuffle<f32>(ab, cd, 0, 1, 4, 5));
        t += next;
        v128.store(t, v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
        t += next;
        v128.store(t, v128.shuffle<f32>(AB, CD, 0, 1, 4, 5));
        t += next;
        v128.store(t, v128.shuffle<f32>(AB, CD, 2, 3, 6, 7));
        t += next;
      }
    }
    for (; l > 0; l--, f += along, t += next) {
      if (width >= 4 && across === 4) v128.store(t, v128.load(f));
      else for (let r = 0; r < min(width, 4); r++) store<f32>(t + (r << 2), load<f32>(f + r * across));
    }
  }
}
