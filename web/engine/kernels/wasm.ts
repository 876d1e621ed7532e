// The fast kernels: WebAssembly with SIMD, compiled from engine/assembly, bound to one memory.
// Words become byte addresses here, and a window becomes the geometry that the kernels share.

import type { Kernels, Matrix, Window } from "./types";

type Run = (...args: number[]) => number;

const WORD = 4; // bytes

/** A bias of zeros, which stand in the first line of memory. */
const NO_BIAS: Matrix = { at: 0, row: 0, col: 0 };

/** A matrix as `matmul` in assembly/matrix.ts takes it: its place and its strides, in bytes. */
const inBytes = ({ at, row, col }: Matrix) => [at, row, col].map((words) => words * WORD);

/** `pointers`: the module's kernels, see pointers.ts. */
export function wasmKernels(
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
  pointers: Record<string, number>,
): Kernels {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  const wasm = exports as Record<string, Run>;

  /** A kernel that takes words, and a window in place of its number of images. */
  const bind = (run: Run, places: number) => {
    const convert = (argument: number | null | Window, i: number) => {
      if (typeof argument === "object" && argument) {
        const { c, h, w, o, oh, ow, kh, kw, sh, sw, ph, pw, dh, dw } = argument;
        wasm.geometry(c, h, w, o, oh, ow, kh, kw, sh, sw, ph, pw, dh, dw);
        return argument.n;
      }
      return i < places ? (argument ?? 0) * WORD : (argument ?? 0);
    };
    return (...args: (number | null | Window)[]) => {
      for (let i = 0; i < args.length; i++) args[i] = convert(args[i], i);
      return run(...(args as number[]));
    };
  };
  const k = Object.fromEntries(
    Object.entries(pointers).map(([name, places]) => [name, bind(wasm[name], places)]),
  ) as unknown as Kernels & Record<"sgd" | "rmsprop" | "adam", Run>;
  return {
    ...k,
    matmul(m, n, k, left, right, y, bias, scratch, width = n) {
      const [a, b, start] = [left, right, bias ?? NO_BIAS].map(inBytes);
      wasm.matmul(m, n, k, ...a, ...b, y * WORD, width * WORD, ...start, scratch * WORD);
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
