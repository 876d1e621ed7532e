// Sums and extremes along axes that lie anywhere, and where an extreme stands.

import { atA, atY, begin, next } from "./loop";
import { total } from "./sum";

const SUM: i32 = 0;
const SQUARES: i32 = 1;
/** The root of the sum of squares. */
const NORM: i32 = 2;
const MAX: i32 = 3;
const MIN: i32 = 4;

/** Words whose sum is taken in float32; the sums of such pieces are added in double. */
const PIECE: i32 = 256;

// @ts-ignore: decorator
@inline
function upper(v: v128): v128 {
  return v128.shuffle<f32>(v, v, 2, 3, 0, 1);
}

/** Two of four numbers in double, or their squares. */
// @ts-ignore: decorator
@inline
function two(kind: i32, v: v128): v128 {
  const d = f64x2.promote_low_f32x4(v);
  return kind === SUM ? d : f64x2.mul(d, d);
}

// @ts-ignore: decorator
@inline
function farthest(kind: i32, a: v128, b: v128): v128 {
  return kind === MAX ? f32x4.max(a, b) : f32x4.min(a, b);
}

// @ts-ignore: decorator
@inline
function further(kind: i32, a: f64, b: f64): f64 {
  return kind === MAX ? max(a, b) : min(a, b);
}

// @ts-ignore: decorator
@inline
function nothing(kind: i32): f64 {
  return kind === MAX ? -Infinity : kind === MIN ? Infinity : 0;
}

// @ts-ignore: decorator
@inline
function result(kind: i32, all: f64, scale: f64): f32 {
  if (kind >= MAX) return <f32>all;
  return <f32>(kind === NORM ? sqrt(all * scale) : all * scale);
}

/** What comes of m numbers, `step` words apart, and of `count` such rows, `jump` words apart. */
// @ts-ignore: decorator
@inline
function one(kind: i32, x: usize, m: i32, step: i32, count: i32, jump: i32): f64 {
  let all = nothing(kind);
  for (let c = 0; c < count; c++, x += jump << 2) {
    let j = 0;
    if (step === 1) {
      while (j < m - 3) {
        const end = kind === SUM ? min(j + PIECE, m) : m;
        let sum = f32x4.splat(<f32>nothing(kind));
        for (; j < end - 3; j += 4) {
          const v = v128.load(x + (j << 2));
          if (kind === SUM) sum = f32x4.add(sum, v);
          else if (kind < MAX) sum = f64x2.add(sum, f64x2.add(two(kind, v), two(kind, upper(v))));
          else sum = farthest(kind, sum, v);
        }
        if (kind === SUM) all += total(sum);
        else if (kind < MAX) all += f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
        else {
          sum = farthest(kind, sum, upper(sum));
          all = further(kind, all, further(kind, f32x4.extract_lane(sum, 0), f32x4.extract_lane(sum, 1)));
        }
      }
    }
    for (let p = x + (j * step << 2); j < m; j++, p += step << 2) {
      const v = <f64>load<f32>(p);
      if (kind >= MAX) all = further(kind, all, v);
      else all += kind === SUM ? v : v * v;
    }
  }
  return all;
}

/** The same of four neighbours at once. */
// @ts-ignore: decorator
@inline
function columns(
  kind: i32, x: usize, y: usize, sy: i32, m: i32, step: i32, count: i32, jump: i32, scale: f64,
): void {
  let a = f64x2.splat(0);
  let b = f64x2.splat(0);
  let most = f32x4.splat(<f32>nothing(kind));
  for (let c = 0; c < count; c++, x += jump << 2) {
    for (let j = 0, p = x; j < m; j++, p += step << 2) {
      const v = v128.load(p);
      if (kind >= MAX) most = farthest(kind, most, v);
      else {
        a = f64x2.add(a, two(kind, v));
        b = f64x2.add(b, two(kind, upper(v)));
      }
    }
  }
  if (kind < MAX) {
    a = f64x2.mul(a, f64x2.splat(scale));
    b = f64x2.mul(b, f64x2.splat(scale));
    if (kind === NORM) {
      a = f64x2.sqrt(a);
      b = f64x2.sqrt(b);
    }
    const low = f32x4.demote_f64x2_zero(a);
    most = v128.shuffle<f32>(low, f32x4.demote_f64x2_zero(b), 0, 1, 4, 5);
  }
  v128.store_lane<f32>(y, most, 0);
  v128.store_lane<f32>(y + (sy << 2), most, 1);
  v128.store_lane<f32>(y + (sy << 3), most, 2);
  v128.store_lane<f32>(y + (sy * 12), most, 3);
}

/** The first place where the extreme stands, or NaN. */
function placeOf(x: usize, best: f32, m: i32, step: i32): i32 {
  for (let j = 0; j < m; j++, x += step << 2) {
    const v = load<f32>(x);
    if (v === best || v !== v) return j;
  }
  return 0;
}

// @ts-ignore: decorator
@inline
function all(
  kind: i32, x: usize, y: usize, index: usize, list: usize, n: i32, m: i32, count: i32,
  scale: f64, yStep: i32, xStep: i32, step: i32, jump: i32,
): void {
  begin();
  do {
    const z = y + atY;
    const p = x + atA;
    if (xStep === 1 && n > 3) {
      for (let i = 0; i < n; i += 4) {
        if (i > n - 4) i = n - 4;
        columns(kind, p + (i << 2), z + (i * yStep << 2), yStep, m, step, count, jump, scale);
      }
    } else {
      for (let i = 0; i < n; i++) {
        const found = one(kind, p + (i * xStep << 2), m, step, count, jump);
        store<f32>(z + (i * yStep << 2), result(kind, found, scale));
      }
    }
    if (!index) continue;
    for (let i = 0; i < n; i++) {
      const at = atY + (i * yStep << 2);
      store<i32>(index + at, placeOf(p + (i * xStep << 2), load<f32>(y + at), m, step));
    }
  } while (next(list));
}

/**
 * n numbers y, `yStep` words apart, each the sum, the norm or an extreme of `count` rows, `jump` words
 * apart, of m numbers, `step` words apart; what the next y is made of begins `xStep` words further on.
 * Sums are multiplied by `scale`. With `index` the place of each extreme in its row is written there,
 * too. All that for each place in the list.
 */
export function reduce(
  x: usize, y: usize, index: usize, list: usize, n: i32, m: i32, count: i32, kind: i32,
  scale: f64, yStep: i32, xStep: i32, step: i32, jump: i32,
): void {
  if (kind === SUM) all(SUM, x, y, 0, list, n, m, count, scale, yStep, xStep, step, jump);
  else if (kind === SQUARES) all(SQUARES, x, y, 0, list, n, m, count, scale, yStep, xStep, step, jump);
  else if (kind === NORM) all(NORM, x, y, 0, list, n, m, count, scale, yStep, xStep, step, jump);
  else if (kind === MAX) all(MAX, x, y, index, list, n, m, count, scale, yStep, xStep, step, jump);
  else all(MIN, x, y, index, list, n, m, count, scale, yStep, xStep, step, jump);
}
