// One step of each optimizer for n weights p with gradients g, four at a time.
// The formulas are torch.optim's; its documentation names the papers.

import { madd } from "./madd";

/** buf = μ buf + g;  p = p - lr buf, with Nesterov p - lr (g + μ buf). */
export function sgd(
  p: usize,
  g: usize,
  buf: usize,
  n: i32,
  lr: f32,
  momentum: f32,
  nesterov: bool,
  decay: f32,
  buffered: bool,
): void {
  const rate = f32x4.splat(-lr);
  const mu = f32x4.splat(momentum);
  const lambda = f32x4.splat(decay);
  for (let i = 0; i < n << 2; i += 16) {
    const weight = v128.load(p + i);
    let step = madd(lambda, weight, v128.load(g + i));
    if (buffered) {
      const moved = madd(mu, v128.load(buf + i), step);
      v128.store(buf + i, moved);
      step = nesterov ? madd(mu, moved, step) : moved;
    }
    v128.store(p + i, madd(rate, step, weight));
  }
}

/** v = α v + (1 - α) g²;  p = p - lr g / (√v + eps). `rest` is 1 - α, rounded only once. */
export function rmsprop(
  p: usize,
  g: usize,
  v: usize,
  n: i32,
  lr: f32,
  alpha: f32,
  rest: f32,
  eps: f32,
  decay: f32,
): void {
  for (let i = 0; i < n << 2; i += 16) {
    const weight = v128.load(p + i);
    const grad = madd(f32x4.splat(decay), weight, v128.load(g + i));
    const part = f32x4.mul(f32x4.splat(rest), grad);
    const square = madd(part, grad, f32x4.mul(f32x4.splat(alpha), v128.load(v + i)));
    v128.store(v + i, square);
    const step = f32x4.div(grad, f32x4.add(f32x4.sqrt(square), f32x4.splat(eps)));
    v128.store(p + i, madd(f32x4.splat(-lr), step, weight));
  }
}

/**
 * m = β₁ m + (1 - β₁) g;  v = β₂ v + (1 - β₂) g²;  p = p - size m / (√v / root + eps).
 * `rest1` is 1 - β₁ and `rest2` 1 - β₂, both rounded only once.
 */
export function adam(
  p: usize,
  g: usize,
  m: usize,
  v: usize,
  n: i32,
  size: f32,
  root: f32,
  rest1: f32,
  beta2: f32,
  rest2: f32,
  eps: f32,
  decay: f32,
  shrink: f32,
): void {
  for (let i = 0; i < n << 2; i += 16) {
    const weight = f32x4.mul(v128.load(p + i), f32x4.splat(shrink));
    const grad = madd(f32x4.splat(decay), weight, v128.load(g + i));
    const old = v128.load(m + i);
    const mean = madd(f32x4.splat(rest1), f32x4.sub(grad, old), old);
    const part = f32x4.mul(f32x4.splat(rest2), grad);
    const square = madd(part, grad, f32x4.mul(f32x4.splat(beta2), v128.load(v + i)));
    v128.store(m + i, mean);
    v128.store(v + i, square);
    const below = f32x4.add(f32x4.div(f32x4.sqrt(square), f32x4.splat(root)), f32x4.splat(eps));
    v128.store(p + i, f32x4.sub(weight, f32x4.div(f32x4.mul(f32x4.splat(size), mean), below)));
  }
}
