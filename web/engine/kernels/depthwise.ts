// Plain kernels of the convolution that has one kernel for each plane.

import type { Window } from "./types";
import { columnUnder, rowUnder } from "./window";

/** Visit each number of y with each tap that lies on the image: their places, and that in x. */
function eachTap(win: Window, visit: (y: number, tap: number, x: number) => void) {
  const { n, c, h, w, oh, ow, kh, kw } = win;
  for (let y = 0; y < n * c * oh * ow; y++) {
    const plane = Math.floor(y / (oh * ow));
    for (let tap = 0; tap < kh * kw; tap++) {
      const iy = rowUnder(win, Math.floor(y / ow) % oh, Math.floor(tap / kw));
      const ix = columnUnder(win, y % ow, tap % kw);
      if (iy < 0 || iy >= h || ix < 0 || ix >= w) continue;
      visit(y, (plane % c) * kh * kw + tap, (plane * h + iy) * w + ix);
    }
  }
}

export const depthwise = (f: Float32Array) => ({
  depthwiseScratch: () => 0,

  depthwise(x: number, w: number, b: number | null, y: number, _: number, win: Window) {
    const { n, c, oh, ow } = win;
    for (let i = 0; i < n * c * oh * ow; i++) {
      f[y + i] = b === null ? 0 : f[b + (Math.floor(i / (oh * ow)) % c)];
    }
    eachTap(win, (i, tap, j) => {
      f[y + i] += f[w + tap] * f[x + j];
    });
  },

  depthwiseGradInput(g: number, w: number, dx: number, _: number, win: Window) {
    f.fill(0, dx, dx + win.n * win.c * win.h * win.w);
    eachTap(win, (i, tap, j) => {
      f[dx + j] += f[w + tap] * f[g + i];
    });
  },

  depthwiseGradWeight(g: number, x: number, dw: number, _: number, win: Window) {
    const sums = new Float64Array(win.c * win.kh * win.kw);
    eachTap(win, (i, tap, j) => {
      sums[tap] += f[x + j] * f[g + i];
    });
    f.set(sums, dw);
  },
});
