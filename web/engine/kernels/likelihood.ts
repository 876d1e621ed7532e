// Plain kernels of the likelihood of classes, to the last bit as torch has it with AVX-512: by SLEEF's expf
// and logf to 1.0 ulp, whose polynomials and constants these are.

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
function exp(of: number): number {
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
function log(x: number): number {
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
function sumLanes(n: number, beside: boolean, term: (i: number) => number): number {
  const sums = new Float32Array(LANES);
  const lanes = beside && n >= LANES ? LANES : 1;
  for (let i = 0; i < n; i++) sums[i % lanes] += fround(term(i));
  for (let half = lanes / 2; half >= 1; half /= 2) {
    for (let i = 0; i < half; i++) sums[i] += sums[i + half];
  }
  return sums[0];
}

export const likelihood = (f: Float32Array) => ({
  logSoftmaxRows(x: number, y: number, n: number, count: number, beside: boolean) {
    for (let r = 0; r < count; r++, x += n, y += n) {
      let most = Number.NEGATIVE_INFINITY;
      for (let j = 0; j < n; j++) most = Math.max(most, f[x + j]); // NaN stays NaN
      const less = log(sumLanes(n, beside, (j) => exp(f[x + j] - most)));
      for (let j = 0; j < n; j++) f[y + j] = fround(f[x + j] - most) - less;
    }
  },

  logSoftmaxRowsGrad(g: number, y: number, dx: number, n: number, count: number, beside: boolean) {
    for (let r = 0; r < count; r++, g += n, y += n, dx += n) {
      const sum = sumLanes(n, beside, (j) => f[g + j]);
      for (let j = 0; j < n; j++) f[dx + j] = f[g + j] - exp(f[y + j]) * sum;
    }
  },
});
