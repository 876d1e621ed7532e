// The mean of each window, and the share of its gradient that each place gets.

import { c, columnUnder, h, kh, kw, oh, ow, ph, pw, rowUnder, w } from "./geometry";

/** The mean of each window; padding counts as zeros if `counted`; a divisor above 0 rules. */
export function avgPool(x: usize, y: usize, n: i32, counted: bool, divisor: i32): void {
  means(x, y, false, n, counted, divisor);
}

/** Each place of a window gets an equal share of its gradient. */
export function avgPoolGrad(g: usize, dx: usize, n: i32, counted: bool, divisor: i32): void {
  memory.fill(dx, 0, (n * c * h * w) << 2);
  means(dx, g, true, n, counted, divisor);
}

/** Visit every window: its mean from x to y, or `back` its share from y to x. */
function means(x: usize, y: usize, back: bool, n: i32, counted: bool, divisor: i32): void {
  for (let plane = 0; plane < n * c; plane++) {
    for (let oy = 0; oy < oh; oy++) {
      const y0 = rowUnder(oy, 0);
      const y1 = min(y0 + kh, h + ph);
      const top = max(y0, 0);
      const bottom = min(y1, h);
      for (let ox = 0; ox < ow; ox++) {
        const x0 = columnUnder(ox, 0);
        const x1 = min(x0 + kw, w + pw);
        const left = max(x0, 0);
        const right = min(x1, w);
        const inside = counted ? (y1 - y0) * (x1 - x0) : (bottom - top) * (right - left);
        const count = <f32>(divisor > 0 ? divisor : inside);
        let sum: f32 = 0;
        const share = load<f32>(y) / count;
        for (let iy = top; iy < bottom; iy++) {
          for (let ix = left; ix < right; ix++) {
            const at = x + ((iy * w + ix) << 2);
            if (back) store<f32>(at, load<f32>(at) + share);
            else sum += load<f32>(at);
          }
        }
        if (!back) store<f32>(y, sum / count);
        y += 4;
      }
    }
    x += (h * w) << 2;
  }
}
