// Plain kernels of the largest number of each window, and where its gradient goes.

import type { Window } from "./types";
import { columnUnder, rowUnder } from "./window";

export const pool = (f: Float32Array, i32: Int32Array) => ({
  /** The first maximum of a window in reading order, and where in its plane it stands. */
  maxPool(x: number, y: number, index: number, win: Window) {
    const { h, w, oh, ow, kh, kw } = win;
    for (let plane = 0; plane < win.n * win.c; plane++, x += h * w) {
      for (let oy = 0; oy < oh; oy++) {
        for (let ox = 0; ox < ow; ox++) {
          let best = Number.NEGATIVE_INFINITY;
          let where = -1;
          for (let ky = 0; ky < kh; ky++) {
            const iy = rowUnder(win, oy, ky);
            if (iy < 0 || iy >= h) continue;
            for (let kx = 0; kx < kw; kx++) {
              const ix = columnUnder(win, ox, kx);
              if (ix < 0 || ix >= w) continue;
              const v = f[x + iy * w + ix];
              // NaN wins over every number, the last NaN over the others, as in torch
              if (where < 0 || v > best || Number.isNaN(v)) {
                best = v;
                where = iy * w + ix;
              }
            }
          }
          f[y] = best;
          y++;
          i32[index++] = where;
        }
      }
    }
  },

  /** Each gradient goes back to the place that won its window. */
  maxPoolGrad(g: number, index: number, dx: number, { n, c, h, w, oh, ow }: Window) {
    f.fill(0, dx, dx + n * c * h * w);
    for (let plane = 0; plane < n * c; plane++, dx += h * w) {
      for (let p = 0; p < oh * ow; p++) f[dx + i32[index++]] += f[g++];
    }
  },
});
