// The error function, which JavaScript has not, and functions that several kernels are made of.

/**
 * erfc(x) (1 + x) exp(x²) as a polynomial in u = (x - 3) / (x + 3), x ≥ 0: the least-squares fit at
 * Chebyshev's points, of degree 13; relative error below 1e-9 in double.
 */
const ERFC = [
  0.7160046048, -0.2309273324, 0.09902075048, -0.01023541654, -0.02380386152, 0.02195806845,
  -0.009751002212, 0.001617078966, 0.0006467208584, -0.0003634903685, -2.190487245e-5,
  5.078504935e-5, -5.157557675e-7, -4.901467874e-6,
];

/** 1 - erf(x) */
export function erfc(x: number): number {
  if (x < 0) return 2 - erfc(-x);
  if (x > 27) return 0;
  const u = (x - 3) / (x + 3);
  let sum = 0;
  for (let i = ERFC.length - 1; i >= 0; i--) sum = sum * u + ERFC[i];
  return (sum / (1 + x)) * Math.exp(-x * x);
}

/** 2/√π ∫₀ˣ exp(-t²) dt; close to 0 its series. */
export function erf(x: number): number {
  if (Math.abs(x) > 0.05) return 1 - erfc(x);
  const s = x * x;
  return (2 / Math.sqrt(Math.PI)) * x * (1 - s / 3 + (s * s) / 10 - (s * s * s) / 42);
}

/** log(1 + exp(x)) */
export const softplus = (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

export const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

/** Φ, the standard normal distribution up to x. */
const normal = (x: number) => 0.5 * (1 + erf(x * Math.SQRT1_2));

/** x Φ(x), and how it moves with x. */
export const gelu = (x: number) => x * normal(x);
export const geluSlope = (x: number) =>
  normal(x) + (x * Math.exp(-0.5 * x * x)) / Math.sqrt(2 * Math.PI);

/** x σ(x), and how it moves with x. */
export const silu = (x: number) => x * sigmoid(x);
export const siluSlope = (x: number) => sigmoid(x) * (1 + x * (1 - sigmoid(x)));

/** To the nearest whole number, halves to the even one. */
export function roundEven(x: number): number {
  const up = Math.round(x);
  return Math.abs(x % 1) === 0.5 && up % 2 ? up - 1 : up;
}

/** The remainder with the sign of the divisor. */
export function modulo(a: number, b: number): number {
  const rest = a % b;
  return rest !== 0 && rest < 0 !== b < 0 ? rest + b : rest;
}
