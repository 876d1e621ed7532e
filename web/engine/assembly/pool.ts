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
          if (ox > ow - 4) ox = max(ow - 4, 0); // fewer are written beyond, and written over
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

/** Four neighbouring 2×2 windows at once; the first starts at place `at` of plane x. */
function largestOfTwoByTwo(x: usize, at: i32, y: usize, index: usize): void {
  let best = f32x4.splat(-Infinity);
  let where = i32x4.add(i32x4.splat(at), i32x4(0, 2, 4, 6));
  let place = where;
  for (let row = x + (at << 2), ky = 0; ky < 2; ky++) {
    const v0 = v128.load(row);
    const v1 = v128.load(row, 16);
    const even = v128.shuffle<f32>(v0, v1, 0, 2, 4, 6);
    let wins = v128.or(f32x4.gt(even, best), f32x4.ne(even, even));
    best = v128.bitselect(even, best, wins);
    where = v128.bitselect(place, where, wins);

    const odd = v128.shuffle<f32>(v0, v1, 1, 3, 5, 7);
    wins = v128.or(f32x4.gt(odd, best), f32x4.ne(odd, odd));
    best = v128.bitselect(odd, best, wins);
    where = v128.bitselect(i32x4.add(place, i32x4.splat(1)), where, wins);

    place = i32x4.add(place, i32x4.splat(w));
    row += w << 2;
  }
  v128.store(y, best);
  v128.store(index, where);
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
