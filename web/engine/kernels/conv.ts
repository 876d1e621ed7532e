// Plain kernels of the convolution: forward, and the gradients of its input, weight and bias.

import type { Window } from "./kernels";

/**
 * The outputs along one axis that tap `k` of the kernel reaches inside the image: from the first
 * to before the last `t` with 0 ≤ t·stride - padding + k·dilation < size.
 */
function reach(size: number, out: number, k: number, stride: number, pad: number, dil: number) {
  const shift = k * dil - pad;
  const first = Math.max(0, Math.ceil(-shift / stride));
  return [first, Math.max(first, Math.min(out, Math.ceil((size - shift) / stride))), shift];
}

/**
 * Call `row` for every image, output channel, input channel, kernel tap and output row with the
 * word offsets of the input row and output row, the index of the weight, and how many outputs
 * along the row the tap reaches. All three kernels below are one line inside this loop.
 */
function eachRow(
  { n, c, h, w, o, oh, ow, kh, kw, sh, sw, ph, pw, dh, dw }: Window,
  row: (x: number, y: number, weight: number, count: number) => void,
) {
  for (let ky = 0; ky < kh; ky++) {
    const [top, bottom, dy] = reach(h, oh, ky, sh, ph, dh);
    for (let kx = 0; kx < kw; kx++) {
      const [left, right, dx] = reach(w, ow, kx, sw, pw, dw);
      for (let i = 0; i < n; i++) {
        for (let oc = 0; oc < o; oc++) {
          for (let ic = 0; ic < c; ic++) {
            const weight = ((oc * c + ic) * kh + ky) * kw + kx;
            for (let y = top; y < bottom; y++) {
              const from = ((i * c + ic) * h + y * sh + dy) * w + left * sw + dx;
              row(from, ((i * o + oc) * oh + y) * ow + left, weight, right - left);
            }
          }
        }
      }
    }
  }
}

export const conv = (f: Float32Array) => ({
  convScratch: () => 0,

  /** y[oc, p] = b[oc] + Σ w[oc, ic, k] · x[ic, p·stride - padding + k·dilation] */
  conv(x: number, w: number, b: number | null, y: number, win: Window) {
    const plane = win.oh * win.ow;
    for (let i = 0; i < win.n * win.o; i++) {
      f.fill(b === null ? 0 : f[b + (i % win.o)], y + i * plane, y + (i + 1) * plane);
    }
    eachRow(win, (from, to, weight, count) => {
      const v = f[w + weight];
      for (let j = 0; j < count; j++) f[y + to + j] += v * f[x + from + j * win.sw];
    });
  },

  /** dx[ic, p·stride - padding + k·dilation] = Σ w[oc, ic, k] · g[oc, p] */
  convGradInput(g: number, w: number, dx: number, win: Window) {
    f.fill(0, dx, dx + win.n * win.c * win.h * win.w);
    eachRow(win, (from, to, weight, count) => {
      const v = f[w + weight];
      for (let j = 0; j < count; j++) f[dx + from + j * win.sw] += v * f[g + to + j];
    });
  },

  /** dw[oc, ic, k] = Σ g[oc, p] · x[ic, p·stride - padding + k·dilation] */
  convGradWeight(g: number, x: number, dw: number, win: Window) {
    const sums = new Float64Array(win.o * win.c * win.kh * win.kw);
    eachRow(win, (from, to, weight, count) => {
      let sum = 0;
      for (let j = 0; j < count; j++) sum += f[g + to + j] * f[x + from + j * win.sw];
      sums[weight] += sum;
    });
    f.set(sums, dw);
  },

  /** db[oc] = Σ g[oc, p] over all images and places. */
  convGradBias(g: number, db: number, { n, o, oh, ow }: Window) {
    const plane = oh * ow;
    for (let oc = 0; oc < o; oc++) {
      let sum = 0;
      for (let i = 0; i < n; i++) {
        const from = g + (i * o + oc) * plane;
        for (let p = from; p < from + plane; p++) sum += f[p];
      }
      f[db + oc] = sum;
    }
  },
});
