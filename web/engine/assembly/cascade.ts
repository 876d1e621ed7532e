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

/** Σ of n fours, `step` bytes apart, one after another. */
function run(x: usize, step: usize, n: i32, jump: usize): v128 {
  let sum = f32x4.splat(0);
  if (jump === 4) for (; n > 0; n--, x += step) sum = f32x4.add(sum, v128.load(x));
  else for (; n > 0; n--, x += step) sum = f32x4.add(sum, four(x, jump));
  return sum;
}

/**
 * The same in runs of 16 or more, of which as many are added up by themselves, of which again; what is
 * left comes first.
 */
function cascade(x: usize, step: usize, n: i32, jump: usize): v128 {
  if (n < RUN) return run(x, step, n, jump);
  const power = max(4, 32 - clz(n - 1) >> 2);
  const each = 1 << power;
  let one = f32x4.splat(0);
  let two = f32x4.splat(0);
  let three = f32x4.splat(0);
  let i = each;
  for (; i <= n; i += each, x += each * step) {
    one = f32x4.add(one, run(x, step, each, jump));
    if (i & (each - 1 << power)) continue;
    two = f32x4.add(two, one);
    one = f32x4.splat(0);
    if (i & (each - 1 << 2 * power)) continue;
    three = f32x4.add(three, two);
    two = f32x4.splat(0);
  }
  const rest = run(x, step, n - i + each, jump);
  return f32x4.add(f32x4.add(f32x4.add(rest, one), two), three);
}

/** The same in four such sums, each of every fourth, and what is left in the first. */
function cascades(x: usize, step: usize, n: i32, jump: usize): v128 {
  if (n < 4) return run(x, step, n, jump);
  let sum = cascade(x, step << 2, n >> 2, jump);
  for (let i = n & -4; i < n; i++) {
    const v = x + i * step;
    sum = f32x4.add(sum, jump === 4 ? v128.load(v) : four(v, jump));
  }
  for (let i = 1; i < 4; i++) {
    sum = f32x4.add(sum, cascade(x + i * step, step << 2, n >> 2, jump));
  }
  return sum;
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

/**
 * m numbers y, `yStep` words apart, each the sum of n numbers, `step` words apart, and divided by `parts`;
 * those of the next y begin `xStep` words further on. If it is not `fresh`, the sum is added to y. All that
 * for each place in the list.
 */
export function sums(
  x: usize, y: usize, list: usize, n: i32, m: i32, step: i32, xStep: i32, yStep: i32, fresh: bool, parts: f32,
): void {
  const along = step === 1 && n >= VECTOR;
  const beside = xStep === 1 && m >= VECTOR ? m & -WIDE : step < xStep ? 0 : m & -NARROW;
  const right = xStep << 2;
  const down = yStep << 2;
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
      // four at a time, the last four once more where fewer are left; less than four one by one
      const alone = m < 4;
      const back = alone ? 3 : max(0, j + 4 - m);
      const from = alone ? p : p - back * right;
      const jump = alone ? 0 : right;
      const sum = j < beside ? cascade(from, step << 2, n, jump) : cascades(from, step << 2, n, jump);
      z -= back * down;
      if (back < 1) put(z, f32x4.extract_lane(sum, 0), fresh, parts);
      if (back < 2) put(z + down, f32x4.extract_lane(sum, 1), fresh, parts);
      if (back < 3) put(z + 2 * down, f32x4.extract_lane(sum, 2), fresh, parts);
      put(z + 3 * down, f32x4.extract_lane(sum, 3), fresh, parts);
      z += 4 * down;
      p += (4 - back) * right;
      j += 4 - back;
    }
  } while (next(list));
}
