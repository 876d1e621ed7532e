// Functions and sums of float32 to the last bit as torch has them: with AVX-512, by SLEEF's expf and
// logf to 1.0 ulp, whose polynomials and constants these are.

const { fround } = Math;

/** a b + c, rounded once. */
const fma = (a: number, b: number, c: number) => fround(a * b + c);

const floats = (...numbers: number[]) => numbers.map(fround);

const [LOG2E, LN2_HIGH, LN2_LOW] = floats(Math.LOG2E, 0.693145751953125, 1.428606765330187e-6);
const EXP = floats(
  ...[0.000198527617612854, 0.001393043552525342, 0.0083333607763052],
  ...[0.0416664853692055, 0.16666667163372, 0.5],
);
/** Added to a float and taken away, it leaves a whole number. */
const WHOLE = 1.5 * 2 ** 23;

/** eˣ of a float32, or of what is rounded to one. */
export function exp(of: number): number {
  const x = fround(of);
  if (x < -104) return 0;
  if (!(x < 100)) return Math.exp(x);
  const whole = fround(fround(fround(x * LOG2E) + WHOLE) - WHOLE);
  const s = fma(whole, -LN2_LOW, fma(whole, -LN2_HIGH, x));
  let u = EXP[0];
  for (let i = 1; i < EXP.length; i++) u = fma(u, s, EXP[i]);
  return fround(fround(1 + fma(fround(s * s), u, s)) * 2 ** whole);
}

const LOG = floats(0.3027294874, 0.3996108174, 0.666669488);
const [LN2, LN2_REST] = floats(0.6931471824645996, -1.904654323148236e-9);

/** ln x of a float32 above 0. Where SLEEF needs more than a float it has pairs of them. */
export function log(x: number): number {
  if (!(x > 0) || x === Number.POSITIVE_INFINITY) return Math.log(x);
  const power = Math.floor(Math.log2(fround(x * fround(1 / 0.75))));
  const m = x / 2 ** power;
  // (m - 1) / (m + 1)
  const below = fround(1 + m);
  const inverse = fround(1 / below);
  const high = fround((m - 1) * inverse);
  const off = fma(-fround(1 + m - below), inverse, fma(-below, inverse, 1));
  const low = fma(high, off, fma(inverse, m - 1, -high));
  const square = fround(high * high);
  const t = fma(fma(LOG[0], square, LOG[1]), square, LOG[2]);
  const term = fround(fround(square * high) * t);
  const whole = fround(LN2 * power);
  const part = fma(LN2_REST, power, fma(LN2, power, -whole));
  const sum = fround(whole + 2 * high);
  const left = fround(fround(fround(fround(whole - sum) + 2 * high) + part) + 2 * low);
  const all = fround(sum + term);
  return fround(all + fround(fround(fround(sum - all) + term) + left));
}

/** Numbers in a vector of AVX-512. */
const LANES = 16;

/** Σ of n terms: one after another if there are few, else by 16 side by side, where they lie so. */
export function sumLanes(n: number, beside: boolean, term: (i: number) => number): number {
  if (!beside || n < LANES) {
    let sum = fround(term(0));
    for (let i = 1; i < n; i++) sum = fround(sum + fround(term(i)));
    return n ? sum : 0;
  }
  const sums = new Float32Array(LANES);
  for (let i = 0; i < n; i++) sums[i % LANES] += fround(term(i));
  for (let half = LANES / 2; half >= 1; half /= 2) {
    for (let i = 0; i < half; i++) sums[i] += sums[i + half];
  }
  return sums[0];
}

/** √Σ x²: of numbers that lie in order by 8 side by side, which leave up to 7, of others one by one. */
export function norm(line: ArrayLike<number>, inOrder: boolean): number {
  const n = line.length;
  const square = (i: number) => fround(line[i] * line[i]);
  const whole = inOrder ? n & -8 : n;
  const sums = new Float32Array(inOrder ? 8 : 1);
  for (let i = 0; i < whole; i++) sums[i % sums.length] += square(i);
  let sum = sums.reduce((so, one) => fround(so + one));
  const fused = whole + ((n - whole) & 4); // the compiler took four squares at a time
  for (let i = whole; i < n; i++) {
    sum = i < fused ? fround(sum + square(i)) : fma(line[i], line[i], sum);
  }
  return fround(Math.sqrt(sum));
}
