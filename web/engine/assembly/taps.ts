// Which taps of a kernel reach which places.

/** The greatest number that divides both. */
export function divisor(a: i32, b: i32): i32 {
  return b ? divisor(b, a % b) : a;
}

/** The first of `taps`, `dilation` apart from `at` back, that is a whole number of strides from place 0, or `taps`. */
export function firstTap(at: i32, taps: i32, dilation: i32, stride: i32): i32 {
  let k = 0;
  while (k < taps && (at - k * dilation) % stride) k++;
  return k;
}

/** How many taps lie before place `size`, the first of them at place 0. */
// @ts-ignore: decorator
@inline
export function tapsBefore(size: i32, slope: i32): i32 {
  return max(slope > 1 ? (size + slope - 1) / slope : size, 0);
}

/** On which place of g a tap lies for place `at` of x, if on one. */
// @ts-ignore: decorator
@inline
export function reach(at: i32, padding: i32, tap: i32, dilation: i32, stride: i32): i32 {
  at += padding - tap * dilation;
  return at < 0 ? (at - stride + 1) / stride : at / stride;
}
