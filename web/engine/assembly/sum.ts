// Sums of float32 in the order in which torch adds them up (SumKernel.cpp), which decides the last bits;
// but in the core, which is smaller, one after another.

import { ZEROS } from "./tile";

/** The four numbers of a vector, added up. */
// @ts-ignore: decorator
@inline
export function total(v: v128): f32 {
  const w = f32x4.add(v, v128.shuffle<f32>(v, v, 2, 3, 0, 1));
  return f32x4.extract_lane(w, 0) + f32x4.extract_lane(w, 1);
}

/** Σ of n vectors, `step` bytes apart, one after another. */
function run(x: usize, step: usize, n: i32): v128 {
  let sum = v128.load(ZEROS);
  for (const end = x + n * step; x < end; x += step) sum = f32x4.add(sum, v128.load(x));
  return sum;
}

/**
 * The same in runs of 16 or more, of which as many are added up by themselves, of which again; what is
 * left comes first.
 */
function cascade(x: usize, step: usize, n: i32): v128 {
  const power = max(4, n > 1 ? 32 - clz(n - 1) >> 2 : 0);
  const each = 1 << power;
  let one = v128.load(ZEROS);
  let two = v128.load(ZEROS);
  let three = v128.load(ZEROS);
  let i = each;
  for (; i <= n; i += each, x += each * step) {
    one = f32x4.add(one, run(x, step, each));
    if (i & (each - 1 << power)) continue;
    two = f32x4.add(two, one);
    one = v128.load(ZEROS);
    if (i & (each - 1 << 2 * power)) continue;
    three = f32x4.add(three, two);
    two = v128.load(ZEROS);
  }
  const rest = run(x, step, n - i + each);
  return f32x4.add(f32x4.add(f32x4.add(rest, one), two), three);
}

/** The same in four such sums, each of every fourth, and what is left in the first. */
function cascades(x: usize, step: usize, n: i32): v128 {
  let sum = cascade(x, step << 2, n >> 2);
  for (let i = n & -4; i < n; i++) sum = f32x4.add(sum, v128.load(x + i * step));
  for (let i = 1; i < 4; i++) sum = f32x4.add(sum, cascade(x + i * step, step << 2, n >> 2));
  return sum;
}

/** Columns that torch sums side by side: of 8 and more, by 32; of fewer, by 4. */
const WIDE: i32 = 32;

/**
 * y_j = Σᵢ x_ij over r rows of c. Columns go by fours; what lies beyond the last is written in the core
 * alone, where it is kept free.
 */
export function sumRows(x: usize, y: usize, r: i32, c: i32): void {
  const row = c << 2;
  const wide = c < 8 ? c & -4 : c & -WIDE;
  for (let j = 0; j < c; j += 4) {
    const at = x + (j << 2);
    const sum = !GENERAL ? run(at, row, r) : j < wide ? cascade(at, row, r) : cascades(at, row, r);
    const to = y + (j << 2);
    if (!GENERAL || j + 4 <= c) v128.store(to, sum);
    else {
      store<f32>(to, f32x4.extract_lane(sum, 0));
      if (j + 1 < c) store<f32>(to, f32x4.extract_lane(sum, 1), 4);
      if (j + 2 < c) store<f32>(to, f32x4.extract_lane(sum, 2), 8);
    }
  }
}

/** Σ of n numbers that lie in order: eight sums of every eighth, then what is left before them. */
export function sumLine(x: usize, n: i32): f32 {
  const low = cascades(x, 32, n >> 3);
  const high = cascades(x + 16, 32, n >> 3);
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
