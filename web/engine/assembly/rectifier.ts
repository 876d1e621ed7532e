// The rectifier and its gradient, four numbers at a time.

const zero = f32x4.splat(0);

/** y = x, but 0 where x < 0; NaN < 0 is false, so NaN stays. */
export function relu(x: usize, y: usize, n: i32): void {
  for (let i = 0; i < n << 2; i += 16) {
    const v = v128.load(x + i);
    v128.store(y + i, v128.andnot(v, f32x4.lt(v, zero)));
  }
}

/** dx = g, but 0 where y ≤ 0. */
export function reluGrad(g: usize, y: usize, dx: usize, n: i32): void {
  for (let i = 0; i < n << 2; i += 16) {
    v128.store(dx + i, v128.andnot(v128.load(g + i), f32x4.le(v128.load(y + i), zero)));
  }
}
