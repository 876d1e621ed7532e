// Plain kernels of the convolution, as matrix products.
//
// For each image the patches that the kernel looks at are laid out as columns: `col` has a row
// for each tap of the kernel, (ic, ky, kx), and a column for each place of the output, (oy, ox).
// Then, with w as a matrix (o × taps) and P places,
//
//   forward          y (o × P)       = w · col + b
//   gradient of w    dw (o × taps)   = g · colᵀ, summed over the images
//   gradient of x    dcol (taps × P) = wᵀ · g, each number added back to where it came from

import type { matrix } from "./matrix";
import type { Window } from "./types";
import { columnUnder, rowUnder } from "./window";

/** For each number of `col`, in order, its place in the image, or -1 in the padding. */
function patches(win: Window): Int32Array {
  const { c, h, w, oh, ow, kh, kw } = win;
  const table = new Int32Array(c * kh * kw * oh * ow);
  let at = 0;
  for (let ic = 0; ic < c; ic++) {
    for (let ky = 0; ky < kh; ky++) {
      for (let kx = 0; kx < kw; kx++) {
        for (let oy = 0; oy < oh; oy++) {
          const iy = rowUnder(win, oy, ky);
          for (let ox = 0; ox < ow; ox++) {
            const ix = columnUnder(win, ox, kx);
            table[at++] = iy >= 0 && iy < h && ix >= 0 && ix < w ? (ic * h + iy) * w + ix : -1;
          }
        }
      }
    }
  }
  return table;
}

export const conv = (f: Float32Array, matmul: ReturnType<typeof matrix>["matmul"]) => {
  const tables = new WeakMap<Window, Int32Array>();
  const tableOf = (win: Window) => {
    const table = tables.get(win) ?? patches(win);
    tables.set(win, table);
    return table;
  };

  /** Lay out the image at x as columns. */
  const gather = (x: number, col: number, table: Int32Array) => {
    for (let i = 0; i < table.length; i++) f[col + i] = table[i] < 0 ? 0 : f[x + table[i]];
  };

  /** db[oc] = Σ g[oc, p] over all images and places, in double */
  const convGradBias = (g: number, db: number, win: Window) => {
    const { map, places } = sizes(win);
    for (let oc = 0; oc < win.o; oc++) {
      let sum = 0;
      for (let i = 0; i < win.n; i++) {
        const from = g + i * map + oc * places;
        for (let p = from; p < from + places; p++) sum += f[p];
      }
      f[db + oc] = sum;
    }
  };

  return {
    /** room for `col` */
    convScratch: ({ c, kh, kw, oh, ow }: Window) => c * kh * kw * oh * ow,

    conv(x: number, w: number, b: number | null, y: number, col: number, win: Window) {
      const { image, map, taps, places } = sizes(win);
      const table = tableOf(win);
      const weight = { at: w, row: taps, col: 1 };
      const bias = b === null ? null : { at: b, row: 1, col: 0 };
      for (let i = 0; i < win.n; i++) {
        gather(x + i * image, col, table);
        matmul(win.o, places, taps, weight, { at: col, row: places, col: 1 }, y + i * map, bias, 0);
      }
    },

    convGradInput(g: number, w: number, dx: number, col: number, win: Window) {
      const { image, map, taps, places } = sizes(win);
      const table = tableOf(win);
      const transposed = { at: w, row: 1, col: taps };
      f.fill(0, dx, dx + win.n * image);
      for (let i = 0; i < win.n; i++) {
        matmul(
          taps,
          places,
          win.o,
          transposed,
          { at: g + i * map, row: places, col: 1 },
          col,
          null,
          0,
        );
        for (let p = 0; p < table.length; p++) {
          if (table[p] >= 0) f[dx + i * image + table[p]] += f[col + p];
        }
      }
    },

    convGradWeight(
      g: number,
      x: number,
      dw: number | null,
      db: number | null,
      col: number,
      win: Window,
    ) {
      if (db !== null) convGradBias(g, db, win);
      if (dw === null) return;
      const { image, map, taps, places } = sizes(win);
      const table = tableOf(win);
      const sum = { at: dw, row: taps, col: 1 };
      f.fill(0, dw, dw + win.o * taps);
      for (let i = 0; i < win.n; i++) {
        gather(x + i * image, col, table);
        const grad = { at: g + i * map, row: places, col: 1 };
        matmul(win.o, taps, places, grad, { at: col, row: 1, col: places }, dw, sum, 0);
      }
    },

    convGradBias,
  };
};

function sizes({ c, h, w, o, oh, ow, kh, kw }: Window) {
  return { image: c * h * w, map: o * oh * ow, taps: c * kh * kw, places: oh * ow };
}
