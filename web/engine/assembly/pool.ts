// The largest number of each window, and where its gradient goes.

import { c, columnUnder, dh, dw, h, kh, kw, oh, ow, ph, pw, rowUnder, sh, sw, w } from "./geometry";

/** The first maximum of a window in reading order and its place in the plane; NaN wins. */
export function maxPool(x: usize, y: usize, index: usize, n: i32): void {
  const halves = kh === 2 && kw === 2 && sh === 2 && sw === 2 && dh === 1 && dw === 1;
  // the core has no others
  const fast = !GENERAL || (halves && !ph && !pw && 2 * oh <= h && 2 * ow <= w);
  for (let plane = 0; plane < n * c; plane++) {
    for (let oy = 0; oy < oh; oy++) {
      if (fast) {
        for (let ox = 0; ox < ow; ox += 4) {
          ox = max(min(ox, ow - 4), 0); // fewer are written beyond, and written over
          largestOfTwoByTwo(x, 2 * (oy * w + ox), y + ox * 4, index + ox * 4);
        }
      } else {
        for (let ox = 0; ox < ow; ox++) {
          let best: f32 = -Infinity;
          let where = -1;
          for (let ky = 0; ky < kh; ky++) {
            const iy = rowUnder(oy, ky);
            if (iy < 0 || iy >= h) continue;
            for (let kx = 0; kx < kw; kx++) {
              const ix = columnUnder(ox, kx);
              if (ix < 0 || ix >= w) continue;
              const v = load<f32>(x + ((iy * w + ix) << 2));
              if (where < 0 || v > best || v !== v) {
                best = v;
                where = iy * w + ix;
              }
            }
          }
          store<f32>(y + ox * 4, best);
          store<i32>(index + ox * 4, where);
        }
      }
      y += ow << 2;
      index += ow << 2;
    }
    x += (h * w) << 2;
  }
}

/** Whether b wins over a, which comes first: NaN wins over every number. */
// @ts-ignore: decorator
@inline
function wins(b: v128, a: v128): v128 {
  return v128.or(f32x4.gt(b, a), f32x4.ne(b, b));
}

/** Four neighbouring 2×2 windows at once; the first starts at place `at` of plane x. */
// @ts-ignore: decorator
@inline
function largestOfTwoByTwo(x: usize, at: i32, y: usize, index: usize): void {
  const top = x + (at << 2);
  const under = top + (w << 2);
  let v = v128.load(top);
  let next = v128.load(top, 16);
  const a = v128.shuffle<f32>(v, next, 0, 2, 4, 6);
  const b = v128.shuffle<f32>(v, next, 1, 3, 5, 7);
  v = v128.load(under);
  next = v128.load(under, 16);
  const c = v128.shuffle<f32>(v, next, 0, 2, 4, 6);
  const d = v128.shuffle<f32>(v, next, 1, 3, 5, 7);
  // a mask is -1 where it holds
  const right = wins(b, a);
  const rightUnder = wins(d, c);
  const best = v128.bitselect(b, a, right);
  const bestUnder = v128.bitselect(d, c, rightUnder);
  const lower = wins(bestUnder, best);
  const first = i32x4.add(i32x4.splat(at), i32x4(0, 2, 4, 6));
  v128.store(y, v128.bitselect(bestUnder, best, lower));
  v128.store(index, i32x4.add(
    i32x4.sub(first, v128.bitselect(rightUnder, right, lower)), v128.and(i32x4.splat(w), lower),
  ));
}

/** Each gradient goes back to the place that won its window. */
export function maxPoolGrad(g: usize, index: usize, dx: usize, n: i32): void {
  memory.fill(dx, 0, (n * c * h * w) << 2);
  for (let plane = 0; plane < n * c; plane++) {
    for (let p = 0; p < oh * ow; p++) {
      const at = dx + (load<i32>(index) << 2);
      store<f32>(at, load<f32>(at) + load<f32>(g));
      g += 4;
      index += 4;
    }
    dx += (h * w) << 2;
  }
}
