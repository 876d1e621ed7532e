// What normalization does with rows of numbers.

import { madd } from "./madd";
import { total } from "./sum";

/** Words of a row whose sum is taken in float32; the sums of such pieces are added in double. */
const PIECE: i32 = 512;

/** Σ x of `count` rows of n, `step` words apart */
export function sumRow(x: usize, n: i32, count: i32, step: i32): f64 {
  let all: f64 = 0;
  for (let r = 0; r < count; r++, x += step << 2) {
    for (let from = 0; from < n; from += PIECE) {
      const end = min(from + PIECE, n);
      let sum = f32x4.splat(0);
      let i = from;
      for (; i < end - 3; i += 4) sum = f32x4.add(sum, v128.load(x + (i << 2)));
      let rest = total(sum);
      for (; i < end; i++) rest += load<f32>(x + (i << 2));
      all += rest;
    }
  }
  return all;
}

/** Σ (a - p) (b - q) of `count` rows of n, `step` words apart */
export function dotRow(a: usize, b: usize, n: i32, count: i32, step: i32, p: f32, q: f32): f64 {
  const p4 = f32x4.splat(p);
  const q4 = f32x4.splat(q);
  let all: f64 = 0;
  for (let r = 0; r < count; r++, a += step << 2, b += step << 2) {
    for (let from = 0; from < n; from += PIECE) {
      const end = min(from + PIECE, n);
      let sum = f32x4.splat(0);
      let i = from;
      for (; i < end - 3; i += 4) {
        const at = i << 2;
        sum = madd(f32x4.sub(v128.load(a + at), p4), f32x4.sub(v128.load(b + at), q4), sum);
      }
      let rest = total(sum);
      for (; i < end; i++) rest += (load<f32>(a + (i << 2)) - p) * (load<f32>(b + (i << 2)) - q);
      all += rest;
    }
  }
  return all;
}

/** y = sᵣ·a + tᵣ·b + uᵣ of row r, whose numbers stand at `s`, `t` and `u`. */
export function blendRows(
  a: usize, b: usize, y: usize, s: usize, t: usize, u: usize, n: i32, count: i32,
): void {
  const bytes = n << 2;
  for (let r = 0; r < count << 2; r += 4, a += bytes, b += bytes, y += bytes) {
    const s4 = v128.load_splat<f32>(s + r);
    const t4 = v128.load_splat<f32>(t + r);
    const u4 = v128.load_splat<f32>(u + r);
    for (let i = 0; i < bytes; i += 16) {
      v128.store(y + i, madd(v128.load(a + i), s4, madd(v128.load(b + i), t4, u4)));
    }
  }
}

/** y = sᵣ·x + uᵣ of row r. */
export function scaleRows(x: usize, y: usize, s: usize, u: usize, n: i32, count: i32): void {
  const bytes = n << 2;
  for (let r = 0; r < count << 2; r += 4, x += bytes, y += bytes) {
    const s4 = v128.load_splat<f32>(s + r);
    const u4 = v128.load_splat<f32>(u + r);
    for (let i = 0; i < bytes; i += 16) v128.store(y + i, madd(v128.load(x + i), s4, u4));
  }
}

/**
 * y = w (x - mean) rstd + b, row by row, with a weight and a bias for each place of a row; without
 * one its address is 0. Mean and rstd, 1 / √(variance + eps), of the rows are written.
 */
export function normRows(
  x: usize, w: usize, b: usize, y: usize, mean: usize, rstd: usize, n: i32, count: i32, eps: f64,
): void {
  const bytes = n << 2;
  for (let r = 0; r < count << 2; r += 4, x += bytes, y += bytes) {
    const middle = <f32>(sumRow(x, n, 1, 0) / n);
    const scale = <f32>(1 / sqrt(dotRow(x, x, n, 1, 0, middle, middle) / n + eps));
    store<f32>(mean + r, middle);
    store<f32>(rstd + r, scale);
    const m4 = f32x4.splat(middle);
    const s4 = f32x4.splat(scale);
    for (let i = 0; i < bytes; i += 16) {
      let v = f32x4.mul(f32x4.sub(v128.load(x + i), m4), s4);
      if (w) v = f32x4.mul(v, v128.load(w + i));
      if (b) v = f32x4.add(v, v128.load(b + i));
      v128.store(y + i, v);
    }
  }
}

/** The gradients of it: to x, and, added to what stands there, to w and b. */
export function normRowsGrad(
  g: usize, x: usize, w: usize, mean: usize, rstd: usize, dx: usize, dw: usize, db: usize,
  n: i32, count: i32,
): void {
  const bytes = n << 2;
  const one = f32x4.splat(1);
  for (let r = 0; r < count << 2; r += 4, g += bytes, x += bytes, dx += bytes) {
    const m4 = v128.load_splat<f32>(mean + r);
    const s4 = v128.load_splat<f32>(rstd + r);
    const middle = load<f32>(mean + r);
    const scale = load<f32>(rstd + r);
    let sums = f32x4.splat(0);
    let dots = f32x4.splat(0);
    let i = 0;
    for (; i < (bytes & -16); i += 16) {
      const slope = v128.load(g + i);
      const normed = f32x4.mul(f32x4.sub(v128.load(x + i), m4), s4);
      v128.store(db + i, f32x4.add(v128.load(db + i), slope));
      v128.store(dw + i, madd(slope, normed, v128.load(dw + i)));
      const weighted = w ? f32x4.mul(slope, v128.load(w + i)) : slope;
      sums = f32x4.add(sums, weighted);
      dots = madd(weighted, normed, dots);
    }
    let sum = total(sums);
    let dot = total(dots);
    for (; i < bytes; i += 4) {
      const slope = load<f32>(g + i);
      const normed = (load<f32>(x + i) - middle) * scale;
      store<f32>(db + i, load<f32>(db + i) + slope);
      store<f32>(dw + i, load<f32>(dw + i) + slope * normed);
      const weighted = w ? slope * load<f32>(w + i) : slope;
      sum += weighted;
      dot += weighted * normed;
    }
    // dx = rstd (w g - Σ w g / n - normed Σ w g normed / n)
    const t4 = f32x4.splat(-dot / <f32>n);
    const u4 = f32x4.splat(-sum / <f32>n);
    for (i = 0; i < bytes; i += 16) {
      const normed = f32x4.mul(f32x4.sub(v128.load(x + i), m4), s4);
      const weighted = f32x4.mul(v128.load(g + i), w ? v128.load(w + i) : one);
      v128.store(dx + i, f32x4.mul(s4, madd(normed, t4, f32x4.add(weighted, u4))));
    }
  }
}
