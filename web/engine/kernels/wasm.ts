// The fast kernels: WebAssembly with SIMD, compiled from engine/assembly, bound to one memory.
// Words become byte addresses here, and geometry becomes plain arguments.

import type { Kernels, Window } from "./kernels";

// biome-ignore lint/suspicious/noExplicitAny: exports of a module that carries no types
type Exports = Record<string, (...args: any[]) => void>;

const NONE = -1;

/** The whole geometry, in the order of the arguments in engine/assembly/conv.ts. */
const conv = (v: Window) => [
  ...[v.n, v.c, v.h, v.w, v.o, v.oh, v.ow],
  ...[v.kh, v.kw, v.sh, v.sw, v.ph, v.pw, v.dh, v.dw],
];
const pool = (v: Window) => [v.n * v.c, v.h, v.w, v.oh, v.ow, v.kh, v.kw, v.sh, v.sw, v.ph, v.pw];

export function wasmKernels(module: WebAssembly.Module, memory: WebAssembly.Memory): Kernels {
  const w = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Exports;
  return {
    relu: (x, y, n) => w.relu(x * 4, y * 4, n),
    reluGrad: (g, y, dx, n) => w.reluGrad(g * 4, y * 4, dx * 4, n),
    leakyRelu: (x, y, n, slope) => w.leakyRelu(x * 4, y * 4, n, slope),
    leakyReluGrad: (g, x, dx, n, slope) => w.leakyReluGrad(g * 4, x * 4, dx * 4, n, slope),
    tanh: (x, y, n) => w.tanh(x * 4, y * 4, n),
    tanhGrad: (g, y, dx, n) => w.tanhGrad(g * 4, y * 4, dx * 4, n),
    sigmoid: (x, y, n) => w.sigmoid(x * 4, y * 4, n),
    sigmoidGrad: (g, y, dx, n) => w.sigmoidGrad(g * 4, y * 4, dx * 4, n),
    add: (a, b, y, n, alpha) => w.add(a * 4, b * 4, y * 4, n, alpha),
    mul: (a, b, y, n) => w.mul(a * 4, b * 4, y * 4, n),
    affine: (x, y, n, scale, shift) => w.affine(x * 4, y * 4, n, scale, shift),

    matmul(m, n, k, a, b, y, bias) {
      const left = [a.at * 4, a.row * 4, a.col * 4];
      const right = [b.at * 4, b.row * 4, b.col * 4];
      const start = bias ? [bias.at * 4, bias.row * 4, bias.col * 4] : [NONE, 0, 0];
      w.matmul(m, n, k, ...left, ...right, y * 4, n * 4, ...start);
    },
    sumRows: (x, y, r, c) => w.sumRows(x * 4, y * 4, r, c),

    convScratch({ c, o, oh, ow, kh, kw }) {
      const row = Math.ceil((oh * ow) / 4) * 4;
      const taps = Math.ceil((c * kh * kw) / 5) * 5;
      const maps = Math.ceil(o / 2) * 2;
      return (taps + maps) * row + 4 * taps * maps;
    },
    conv: (x, wt, b, y, win, scratch) =>
      w.conv(x * 4, wt * 4, b === null ? NONE : b * 4, y * 4, scratch * 4, ...conv(win)),
    convGradInput: (g, wt, dx, win, scratch) =>
      w.convGradInput(g * 4, wt * 4, dx * 4, scratch * 4, ...conv(win)),
    convGradWeight: (g, x, dw, win, scratch) =>
      w.convGradWeight(g * 4, x * 4, dw * 4, scratch * 4, ...conv(win)),
    convGradBias: (g, db, { n, o, oh, ow }) => w.convGradBias(g * 4, db * 4, n, o, oh * ow),

    maxPool: (x, y, index, win) => w.maxPool(x * 4, y * 4, index * 4, ...pool(win), win.dh, win.dw),
    maxPoolGrad: (g, index, dx, { n, c, h, w: width, oh, ow }) =>
      w.maxPoolGrad(g * 4, index * 4, dx * 4, n * c, h * width, oh * ow),
    avgPool: (x, y, win, padded, divisor) =>
      w.avgPool(x * 4, y * 4, ...pool(win), padded, divisor ?? 0),
    avgPoolGrad: (g, dx, win, padded, divisor) =>
      w.avgPoolGrad(g * 4, dx * 4, ...pool(win), padded, divisor ?? 0),

    sgd: (p, g, buf, n, o) =>
      w.sgd(p * 4, g * 4, buf * 4, n, o.lr, o.momentum, o.keep, o.nesterov, o.decay, o.buffered),
    rmsprop(p, g, sq, mean, buf, n, o) {
      const rates = [o.lr, o.alpha, 1 - o.alpha, o.eps, o.decay, o.momentum];
      w.rmsprop(p * 4, g * 4, sq * 4, mean * 4, buf * 4, n, ...rates, o.centered);
    },
    adam(p, g, m, v, n, o) {
      const rates = [1 - o.beta1, o.beta2, 1 - o.beta2, o.eps, o.decay, o.shrink];
      w.adam(p * 4, g * 4, m * 4, v * 4, n, o.size, o.root, ...rates);
    },
    adagrad: (p, g, sum, n, o) => w.adagrad(p * 4, g * 4, sum * 4, n, o.lr, o.eps, o.decay),
  };
}
