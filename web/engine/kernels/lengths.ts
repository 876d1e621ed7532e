// Plain norms of float32, the squares added up in torch's order.

import { each } from "./loop";

const { fround, sqrt } = Math;

/** Of a row of n numbers: eight sums of every eighth, then what is left. */
function inOrder(f: Float32Array, x: number, n: number): number {
  const whole = n & -8;
  const four = whole + ((n - whole) & 4); // the compiler took four squares at a time
  const sums = new Float32Array(8);
  for (let i = 0; i < whole; i++) sums[i % 8] += fround(f[x + i] * f[x + i]);
  let sum = sums.reduce((so, one) => fround(so + one));
  for (let i = whole; i < n; i++) {
    const square = f[x + i] * f[x + i];
    sum = fround(sum + (i < four ? fround(square) : square));
  }
  return sqrt(sum);
}

export const lengths = (f: Float32Array, i32: Int32Array) => ({
  lengths(
    x: number,
    y: number,
    list: number,
    n: number,
    m: number,
    count: number,
    yStep: number,
    xStep: number,
    step: number,
    jump: number,
  ) {
    each(i32, list, (atY, atX) => {
      for (let i = 0; i < n; i++) {
        const [to, from] = [y + atY + i * yStep, x + atX + i * xStep];
        let sum = 0;
        for (let c = 0; c < count; c++) {
          for (let j = 0; j < m; j++) {
            const v = f[from + c * jump + j * step];
            sum = fround(sum + fround(v * v));
          }
        }
        f[to] = step === 1 && count === 1 ? inOrder(f, from, m) : sqrt(sum);
      }
    });
  },
});
