// Sums of float32 in the order in which torch adds them up (SumKernel.cpp), which decides the last bits:
// of four rows or columns side by side.

import { atA, atY, begin, next } from "./loop";

/** Vectors of torch's kernel have so many numbers; fewer columns go by fours. */
const VECTOR: i32 = 8;

/** Columns that it sums side by side, without a split in four: of 8 and more, by 32; of fewer, by 4. */
const WIDE: i32 = 32;
const NARROW: i32 = 4;

/** Numbers of a run, or more. */
const RUN: i32 = 16;

/** Four numbers, `jump` bytes apart. */
// @ts-ignore: decorator
@inline
function four(x: usize, jump: usize): v128 {
  const v = v128.load_lane<f32>(x + jump, v128.load_splat<f32>(x), 1);
  return v128.load_lane<f32>(x + 3 * jump, v128.load_lane<f32>(x + 2 * jump, v, 2), 3);
}

// What the two functions below find: sums of fours that begin 0, 1, 2 and 3 times so many bytes further on.
let s0: v128 = f32x4.splat(0);
let s1: v128 = f32x4.splat(0);
let s2: v128 = f32x4.splat(0);
let s3: v128 = f32x4.splat(0);

/** Σ of n fours, `step` bytes apart, one after another. */
function run(x: usize, step: usize, n: i32, jump: usize, apart: usize): void {
  let a = f32x4.splat(0);
  let b = a;
  let c = a;
  let d = a;
  for (; n > 0; n--, x += step) {
    const next = x + 2 * apart;
    if (jump === 4) {
      a = f32x4.add(a, v128.load(x));
      b = f32x4.add(b, v128.load(x + apart));
      c = f32x4.add(c, v128.load(next));
      d = f32x4.add(d, v128.load(next + apart));
    } else {
      a = f32x4.add(a, four(x, jump));
      b = f32x4.add(b, four(x + apart, jump));
      c = f32x4.add(c, four(next, jump));
      d = f32x4.add(d, four(next + apart, jump));
    }
  }
  s0 = a;
  s1 = b;
  s2 = c;
  s3 = d;
}

/**
 * The same in runs of 16 or more, of which as many are added up by themselves, of which again; what is
 * left comes first.
 */
function cascade(x: usize, step: usize, n: i32, jump: usize, apart: usize): void {
  if (n < RUN) return run(x, step, n, jump, apart);
  const power = max(4, 32 - clz(n - 1) >> 2);
  const each = 1 << power;
  const zero = f32x4.splat(0);
  let a1 = zero, b1 = zero, c1 = zero, d1 = zero;
  let a2 = zero, b2 = zero, c2 = zero, d2 = zero;
  let a3 = zero, b3 = zero, c3 = zero, d3 = zero;
  let i = each;
  for (; i <= n; i += each, x += each * step) {
    run(x, step, each, jump, apart);
    a1 = f32x4.add(a1, s0);
    b1 = f32x4.add(b1, s1);
    c1 = f32x4.add(c1, s2);
    d1 = f32x4.add(d1, s3);
    if (i & (each - 1 << power)) continue;
    a2 = f32x4.add(a2, a1);
    b2 = f32x4.add(b2, b1);
    c2 = f32x4.add(c2, c1);
    d2 = f32x4.add(d2, d1);
    a1 = b1 = c1 = d1 = zero;
    if (i & (each - 1 << 2 * power)) continue;
    a3 = f32x4.add(a3, a2);
    b3 = f32x4.add(b3, b2);
    c3 = f32x4.add(c3, c2);
    d3 = f32x4.add(d3, d2);
    a2 = b2 = c2 = d2 = zero;
  }
  run(x, step, n - i + each, jump, apart);
  s0 = f32x4.add(f32x4.add(f32x4.add(s0, a1), a2), a3);
  s1 = f32x4.add(f32x4.add(f32x4.add(s1, b1), b2), b3);
  s2 = f32x4.add(f32x4.add(f32x4.add(s2, c1), c2), c3);
  s3 = f32x4.add(f32x4.add(f32x4.add(s3, d1), d2), d3);
}

/** The same in four such sums, each of every fourth, and what is left in the first. */
function cascades(x: usize, step: usize, n: i32, jump: usize): v128 {
  let sum = f32x4.splat(0);
  if (n > 3) {
    cascade(x, step << 2, n >> 2, jump, step);
    sum = s0;
  }
  for (let i = n & -4; i < n; i++) {
    const v = x + i * step;
    sum = f32x4.add(sum, jump === 4 ? v128.load(v) : four(v, jump));
  }
  if (n < 4) return sum;
  return f32x4.add(f32x4.add(f32x4.add(sum, s1), s2), s3);
}

/** Σ of n numbers that lie in order: eight sums of every eighth, then what is left before them. */
function line(x: usize, n: i32): f32 {
  const low = cascades(x, 32, n >> 3, 4);
  const high = cascades(x + 16, 32, n >> 3, 4);
  let sum: f32 = 0;
  for (let i = n & -8; i < n; i++) sum += load<f32>(x + (i << 2));
  sum += f32x4.extract_lane(low, 0);
  sum += f32x4.extract_lane(low, 1);
  sum += f32x4.extract_lane(low, 2);
  sum += f32x4.extract_lane(low, 3);
  sum += f32x4.extract_lane(high, 0);
  sum += f32x4.extract_lane(high, 1);
  sum += f32x4.extract_lane(high, 2);
  return sum + f32x4.extract_lane(high, 3);
}

/** Write a sum, divided; or add it to what stands there. */
// @ts-ignore: decorator
@inline
function put(y: usize, sum: f32, fresh: bool, parts: f32): void {
  store<f32>(y, fresh ? sum / parts : load<f32>(y) + sum);
}

/** Put four sums, `down` bytes apart, but the first `back`. */
function putFour(y: usize, down: usize, sum: v128, back: i32, fresh: bool, parts: f32): void {
  if (back < 1) put(y, f32x4.extract_lane(sum, 0), fresh, parts);
  if (back < 2) put(y + down, f32x4.extract_lane(sum, 1), fresh, parts);
  if (back < 3) put(y + 2 * down, f32x4.extract_lane(sum, 2), fresh, parts);
  put(y + 3 * down, f32x4.extract_lane(sum, 3), fresh, parts);
}

/**
 * m numbers y, `yStep` words apart, each the sum of n numbers, `step` words apart, and divided by `parts`;
 * those of the next y begin `xStep` words further on. If it is not `fresh`, the sum is added to y. All that
 * for each place in the list.
 */
export function sums(
  x: usize, y: usize, list: usize, n: i32, m: i32, step: i32, xStep: i32, yStep: i32, fresh: bool, parts: f32,
): void {
  const along = step === 1 && n >= VECTOR;
  const wide = xStep === 1 && m >= VECTOR && !along;
  const beside = wide ? m & -WIDE : step < xStep ? 0 : m & -NARROW;
  const right = xStep << 2;
  const down = yStep << 2;
  const bytes = step << 2;
  begin();
  do {
    let p = x + atA;
    let z = y + atY;
    for (let j = 0; j < m; ) {
      if (along) {
        put(z, line(p, n), fresh, parts);
        j++;
        p += right;
        z += down;
        continue;
      }
      if (wide && j < beside) {
        cascade(p, bytes, n, 4, 16);
        putFour(z, down, s0, 0, fresh, parts);
        putFour(z + 4 * down, down, s1, 0, fresh, parts);
        putFour(z + 8 * down, down, s2, 0, fresh, parts);
        putFour(z + 12 * down, down, s3, 0, fresh, parts);
        j += 16;
        p += 64;
        z += 16 * down;
        continue;
      }
      // four at a time, the last four once more where fewer are left; less than four one by one
      const alone = m < 4;
      const back = alone ? 3 : max(0, j + 4 - m);
      const from = alone ? p : p - back * right;
      const jump = alone ? 0 : right;
      if (j < beside) cascade(from, bytes, n, jump, 0);
      else s0 = cascades(from, bytes, n, jump);
      putFour(z - back * down, down, s0, back, fresh, parts);
      j += 4 - back;
      p += (4 - back) * right;
      z += (4 - back) * down;
    }
  } while (next(list));
}
