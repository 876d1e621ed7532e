// Plain kernels of the mean of each window, and the share of its gradient that each place gets.

import type { Window } from "./types";
import { columnUnder, rowUnder } from "./window";

export const average = (f: Float32Array) => ({
  /** The mean of a window; padding counts as zeros unless `padded` is false. */
  avgPool(x: number, y: number, win: Window, padded: boolean, divisor: number | null) {
    eachMean(win, padded, divisor, (plane, top, bottom, left, right, count) => {
      let sum = 0;
      for (let iy = top; iy < bottom; iy++) {
        for (let ix = left; ix < right; ix++) sum += f[x + (plane * win.h + iy) * win.w + ix];
      }
      f[y] = sum / count;
      y++;
    });
  },

  /** Each place of a window gets an equal share of its gradient. */
  avgPoolGrad(g: number, dx: number, win: Window, padded: boolean, divisor: number | null) {
    f.fill(0, dx, dx + win.n * win.c * win.h * win.w);
    eachMean(win, padded, divisor, (plane, top, bottom, left, right, count) => {
      const share = f[g++] / count;
      for (let iy = top; iy < bottom; iy++) {
        for (let ix = left; ix < right; ix++) f[dx + (plane * win.h + iy) * win.w + ix] += share;
      }
    });
  },
});

/** Visit the windows of a mean: the part inside the image, and what the sum is divided by. */
function eachMean(
  win: Window,
  padded: boolean,
  divisor: number | null,
  visit: (
    plane: number,
    top: number,
    bottom: number,
    left: number,
    right: number,
    count: number,
  ) => void,
) {
  const { n, c, h, w, oh, ow, kh, kw, ph, pw } = win;
  for (let plane = 0; plane < n * c; plane++) {
    for (let oy = 0; oy < oh; oy++) {
      const y0 = rowUnder(win, oy, 0);
      const y1 = Math.min(y0 + kh, h + ph);
      for (let ox = 0; ox < ow; ox++) {
        const x0 = columnUnder(win, ox, 0);
        const x1 = Math.min(x0 + kw, w + pw);
        const top = Math.max(y0, 0);
        const bottom = Math.min(y1, h);
        const left = Math.max(x0, 0);
        const right = Math.min(x1, w);
        const inside = padded ? (y1 - y0) * (x1 - x0) : (bottom - top) * (right - left);
        visit(plane, top, bottom, left, right, divisor ?? inside);
      }
    }
  }
}
