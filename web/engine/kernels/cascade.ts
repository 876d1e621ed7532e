// Plain sums of float32 in the order in which torch adds them up (SumKernel.cpp).

import { each } from "./loop";

const { ceil, fround, log2, max } = Math;

/** Vectors of torch's kernel have so many numbers; as many columns or fewer go by others. */
const VECTOR = 8;

/**
 * Σ of n numbers, `step` words apart: runs of 16 or more are added up by themselves, as many such sums
 * by themselves, and again; what is left comes first.
 */
function cascade(f: Float32Array, x: number, step: number, n: number): number {
  const power = max(4, ceil(log2(max(n, 1))) >> 2);
  const run = 1 << power;
  const sums = [0, 0, 0];
  const add = (from: number, end: number) => {
    let sum = 0;
    for (let i = from, p = x + from * step; i < end; i++, p += step) sum = fround(sum + f[p]);
    return sum;
  };
  let done = 0;
  while (done + run <= n) {
    let carried = add(done, done + run);
    done += run;
    for (let level = 0; level < 3; level++) {
      sums[level] = fround(sums[level] + carried);
      if (level === 2 || done & ((run - 1) << ((level + 1) * power))) break;
      carried = sums[level];
      sums[level] = 0;
    }
  }
  return sums.reduce((sum, one) => fround(sum + one), add(done, n));
}

/** The same in four such sums, each of every fourth number; what is left is added to the first. */
function cascades(f: Float32Array, x: number, step: number, n: number): number {
  const each = n >> 2;
  let sum = cascade(f, x, 4 * step, each);
  for (let i = 4 * each; i < n; i++) sum = fround(sum + f[x + i * step]);
  for (let i = 1; i < 4; i++) sum = fround(sum + cascade(f, x + i * step, 4 * step, each));
  return sum;
}

/** Σ of n numbers that lie in order: eight sums of every eighth, then what is left before them. */
function line(f: Float32Array, x: number, n: number): number {
  let sum = 0;
  for (let i = n & -VECTOR; i < n; i++) sum = fround(sum + f[x + i]);
  for (let i = 0; i < VECTOR; i++) sum = fround(sum + cascades(f, x + i, VECTOR, n >> 3));
  return sum;
}

export const cascading = (f: Float32Array, i32: Int32Array) => ({
  sums(
    x: number,
    y: number,
    list: number,
    n: number,
    m: number,
    step: number,
    xStep: number,
    yStep: number,
    fresh: boolean,
    parts: number,
  ) {
    const inLine = step === 1 && n >= VECTOR;
    const columns = xStep === 1 && m >= VECTOR;
    // so many columns are summed side by side, without a split in four
    const beside = columns ? m - (m % (4 * VECTOR)) : step < xStep ? 0 : m - (m % 4);
    each(i32, list, (atY, atX) => {
      for (let j = 0; j < m; j++) {
        const [from, to] = [x + atX + j * xStep, y + atY + j * yStep];
        const sum = inLine ? line(f, from, n) : (j < beside ? cascade : cascades)(f, from, step, n);
        f[to] = fresh ? sum / parts : f[to] + sum;
      }
    });
  },
});
