// The fast kernels: WebAssembly with SIMD, compiled from engine/assembly, bound to one memory.
// Words become byte addresses here, and a window becomes the geometry that the kernels share.

import type { Kernels, Window } from "./types";

type Run = (...args: number[]) => void;

/** How many of a kernel's arguments are places in memory; they come first. */
const places = {
  relu: 2,
  reluGrad: 3,
  leakyReluGrad: 3,
  tanh: 2,
  tanhGrad: 3,
  sigmoid: 2,
  sigmoidGrad: 3,
  add: 3,
  mul: 3,
  affine: 2,
  sumRows: 2,
  conv: 5,
  convGradInput: 4,
  convGradWeight: 4,
  convGradBias: 2,
  maxPool: 3,
  maxPoolGrad: 3,
  avgPool: 2,
  avgPoolGrad: 2,
  sgd: 3,
  rmsprop: 5,
  adam: 4,
};

export function wasmKernels(module: WebAssembly.Module, memory: WebAssembly.Memory): Kernels {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  const w = exports as Record<string, Run>;

  const inBytes = (name: keyof typeof places) => {
    const address = (a: number | Window, i: number) => {
      if (typeof a !== "object" || !a) return i < places[name] ? (a ?? 0) * 4 : a;
      w.geometry(
        ...[a.c, a.h, a.w, a.o, a.oh, a.ow, a.kh, a.kw],
        ...[a.sh, a.sw, a.ph, a.pw, a.dh, a.dw],
      );
      return a.n;
    };
    return (...args: (number | Window)[]) => w[name](...args.map(address));
  };
  const names = Object.keys(places) as (keyof typeof places)[];
  const k = Object.fromEntries(names.map((name) => [name, inBytes(name)])) as unknown as Kernels &
    Record<"sgd" | "rmsprop" | "adam" | "leakyReluGrad", Run>;
  return {
    ...k,
    leakyRelu: (x, y, n, slope) => k.leakyReluGrad(x, x, y, n, slope),
    matmul(m, n, k, a, b, y, bias) {
      const [left, right, start] = [a, b, bias ?? { at: 0, row: 0, col: 0 }].map(
        ({ at, row, col }) => [at * 4, row * 4, col * 4],
      );
      w.matmul(m, n, k, ...left, ...right, y * 4, n * 4, ...start);
    },
    convScratch({ c, o, oh, ow, kh, kw }) {
      const row = Math.ceil((oh * ow) / 4) * 4;
      const taps = Math.ceil((c * kh * kw) / 5) * 5;
      const maps = Math.ceil(o / 2) * 2;
      return (taps + maps) * row + 4 * taps * maps;
    },
    sgd: (p, g, buf, n, o) =>
      k.sgd(p, g, buf, n, o.lr, o.momentum, o.keep, +o.nesterov, o.decay, +o.buffered),
    rmsprop: (p, g, sq, mean, buf, n, o) =>
      k.rmsprop(
        ...[p, g, sq, mean, buf, n],
        ...[o.lr, o.alpha, o.rest, o.eps, o.decay, o.momentum, +o.centered],
      ),
    adam: (p, g, m, v, n, o) =>
      k.adam(
        ...[p, g, m, v, n, o.size, o.root],
        ...[1 - o.beta1, o.beta2, 1 - o.beta2, o.eps, o.decay, o.shrink],
      ),
  };
}
