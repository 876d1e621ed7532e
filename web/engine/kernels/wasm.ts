// The fast kernels: WebAssembly with SIMD, compiled from engine/assembly, bound to one memory.
// Words become byte addresses here, and a window becomes the geometry that the kernels share.

import type { Kernels, Matrix, Window } from "./types";

type Run = (...args: number[]) => number;

const WORD = 4; // bytes

/**
 * How many of a kernel's arguments are places in memory: they come first, counted in words here
 * and in bytes there. wasm.test.ts holds this against the signatures in engine/assembly.
 */
export const POINTERS = {
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
  arith: 3,
  sumRow: 1,
  dotRow: 2,
  blendRow: 3,
  expRow: 2,
  gelu: 2,
  geluGrad: 3,
  silu: 2,
  siluGrad: 3,
  sumRows: 2,
  matmulScratch: 0,
  convScratch: 0,
  conv: 5,
  convGradInput: 4,
  convGradWeight: 4,
  convGradBias: 2,
  maxPool: 3,
  maxPoolGrad: 3,
  avgPool: 2,
  avgPoolGrad: 2,
  sgd: 3,
  rmsprop: 3,
  adam: 4,
};

/** A bias of zeros, which stand in the first line of memory. */
const NO_BIAS: Matrix = { at: 0, row: 0, col: 0 };

/** A matrix as `matmul` in assembly/matrix.ts takes it: its place and its strides, in bytes. */
const inBytes = ({ at, row, col }: Matrix) => [at, row, col].map((words) => words * WORD);

export function wasmKernels(module: WebAssembly.Module, memory: WebAssembly.Memory): Kernels {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  const wasm = exports as Record<string, Run>;

  /** A kernel that takes words, and a window in place of its number of images. */
  const bind = (name: keyof typeof POINTERS) => {
    const convert = (argument: number | null | Window, i: number) => {
      if (typeof argument === "object" && argument) {
        const { c, h, w, o, oh, ow, kh, kw, sh, sw, ph, pw, dh, dw } = argument;
        wasm.geometry(c, h, w, o, oh, ow, kh, kw, sh, sw, ph, pw, dh, dw);
        return argument.n;
      }
      return i < POINTERS[name] ? (argument ?? 0) * WORD : (argument ?? 0);
    };
    return (...args: (number | null | Window)[]) => {
      for (let i = 0; i < args.length; i++) args[i] = convert(args[i], i);
      return wasm[name](...(args as number[]));
    };
  };
  const names = Object.keys(POINTERS) as (keyof typeof POINTERS)[];
  const k = Object.fromEntries(names.map((name) => [name, bind(name)])) as unknown as Kernels &
    Record<"sgd" | "rmsprop" | "adam" | "leakyReluGrad", Run>;
  return {
    ...k,
    leakyRelu: (x, y, n, slope) => void k.leakyReluGrad(x, x, y, n, slope),
    matmul(m, n, k, left, right, y, bias, scratch) {
      const [a, b, start] = [left, right, bias ?? NO_BIAS].map(inBytes);
      wasm.matmul(m, n, k, ...a, ...b, y * WORD, n * WORD, ...start, scratch * WORD);
    },
    sgd: (p, g, buf, n, o) => {
      k.sgd(p, g, buf, n, o.lr, o.momentum, +o.nesterov, o.decay, +o.buffered);
    },
    rmsprop: (p, g, v, n, o) => {
      k.rmsprop(p, g, v, n, o.lr, o.alpha, 1 - o.alpha, o.eps, o.decay);
    },
    adam: (p, g, m, v, n, o) => {
      k.adam(
        ...[p, g, m, v, n, o.size, o.root],
        ...[1 - o.beta1, o.beta2, 1 - o.beta2, o.eps, o.decay, o.shrink],
      );
    },
  };
}
