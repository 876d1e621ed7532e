// Normal numbers of uniform ones in float32, to the last bit as torch has them where there is AVX2: by
// Box and Muller, with the logarithm, sine and cosine of Cephes, whose polynomials these are.

const { fround } = Math;

/** a b + c, rounded once. */
const fma = (a: number, b: number, c: number) => fround(a * b + c);

/** A polynomial from its highest power on. */
const polynomial = (x: number, factors: number[]) => {
  let y = factors[0];
  for (let i = 1; i < factors.length; i++) y = fma(y, x, factors[i]);
  return y;
};

const floats = (...numbers: number[]) => numbers.map(fround);

const LOG = floats(
  ...[7.0376836292e-2, -1.151461031e-1, 1.167699874e-1, -1.2420140846e-1, 1.4249322787e-1],
  ...[-1.6668057665e-1, 2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1],
);
const [LN2_HIGH, LN2_LOW, ROOT] = floats(0.693359375, -2.1219444e-4, Math.SQRT1_2);
const SIN = floats(-1.9515295891e-4, 8.3321608736e-3, -1.6666654611e-1);
const COS = floats(2.443315711809948e-5, -1.388731625493765e-3, 4.166664568298827e-2);
/** π/4 in three parts, below 0. */
const QUARTER = floats(-0.78515625, -2.41875648498535e-4, -3.774894977445941e-8);
const [INVERSE, TURN] = floats(4 / Math.PI, 2 * Math.PI);

const words = new Uint32Array(1);
const floating = new Float32Array(words.buffer);

/** ln x, x being above 0 and at most 1. */
function log(of: number): number {
  floating[0] = of;
  let power = (words[0] >>> 23) - 126;
  words[0] = (words[0] & 0x7fffff) | 0x3f000000;
  let x = floating[0] - 1; // x is in [0.5, 1)
  if (floating[0] < ROOT) {
    power--;
    x = fround(x + floating[0]);
  }
  const square = fround(x * x);
  const y = fround(polynomial(x, LOG) * x);
  const less = fma(square, -0.5, fma(y, square, fround(power * LN2_LOW)));
  return fma(power, LN2_HIGH, fround(x + less));
}

/** The sine and the cosine of x, which is not below 0. */
function turned(of: number): [number, number] {
  const octant = (Math.trunc(fround(of * INVERSE)) + 1) & ~1;
  const x = QUARTER.reduce((x, part) => fma(octant, part, x), of);
  const square = fround(x * x);
  const near = fround(polynomial(square, COS) * square);
  const even = fround(fma(near, square, -square / 2) + 1);
  const odd = fma(fround(polynomial(square, SIN) * square), x, x);
  const [sin, cos] = octant & 2 ? [even, odd] : [odd, even];
  return [octant & 4 ? -sin : sin, (octant + 2) & 4 ? -cos : cos];
}

/** Two normal numbers of two uniform ones from 0 to below 1. */
export function normals(one: number, other: number): [number, number] {
  const radius = fround(Math.sqrt(-2 * log(fround(1 - one))));
  const [sin, cos] = turned(fround(TURN * other));
  return [fround(radius * cos), fround(radius * sin)];
}
