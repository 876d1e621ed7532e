// How far kernels write: those that go row by row three words beyond the last number at most, which
// plan.ts keeps free, and never before the first; the others nowhere but in lines of their own.

import { POINTERS } from "../../web/engine/kernels/pointers-all";
import type { Kernels, Window } from "../../web/engine/kernels/types";
import { wasmKernels } from "../../web/engine/kernels/wasm";
import { wholeLines } from "../../web/engine/memory";
import { BEYOND } from "../../web/engine/plan";

const CANARY = 12345.5;
const [A, B, C, Y, SCRATCH] = [1024, 2048, 3072, 8192, 12288];
/** where numbers stand that are not 0 */
const FULL = Y - 1000;

/** No axes around the rows: the first word of memory is 0. */
const NO_LIST = 0;

type Write = (k: Kernels, y: number, n: number) => void;

/** Kernels that write n numbers of a row to y, wherever it begins. */
const ROWS: Record<string, Write> = {
  relu: (k, y, n) => k.relu(A, y, n),
  reluGrad: (k, y, n) => k.reluGrad(A, B, y, n),
  leakyReluGrad: (k, y, n) => k.leakyReluGrad(A, B, y, n, 0.1),
  tanh: (k, y, n) => k.tanh(A, y, n),
  tanhGrad: (k, y, n) => k.tanhGrad(A, B, y, n),
  sigmoid: (k, y, n) => k.sigmoid(A, y, n),
  sigmoidGrad: (k, y, n) => k.sigmoidGrad(A, B, y, n),
  clamp: (k, y, n) => k.clamp(A, y, n, -1, 1),
  clampGrad: (k, y, n) => k.clampGrad(A, B, y, n, -1, 1),
  elu: (k, y, n) => k.elu(A, y, n, 1, 1, 1),
  eluGrad: (k, y, n) => k.eluGrad(A, B, y, n, 1, 1, 1),
  mapped: (k, y, n) => k.mapped(A, y, n, 0),
  floats: (k, y, n) => k.floats(A, y, n),
  power: (k, y, n) => k.power(A, y, n, 0.75),
  blendRows: (k, y, n) => k.blendRows(A, B, y, C, C, C, n, 3),
  scaleRows: (k, y, n) => k.scaleRows(A, y, C, C, n, 3),
  normRows: (k, y, n) => k.normRows(A, C, C, y, SCRATCH, SCRATCH, n, 3, 1),
  normRowsGrad: (k, y, n) => k.normRowsGrad(A, B, C, C, C, y, SCRATCH, SCRATCH, n, 3),
  softmaxRows: (k, y, n) => k.softmaxRows(A, y, n, 3, false),
  softmaxRowsGrad: (k, y, n) => k.softmaxRowsGrad(A, B, y, n, 3),
  logSoftmaxRows: (k, y, n) => k.logSoftmaxRows(A, y, n, 3, true),
  logSoftmaxRowsGrad: (k, y, n) => k.logSoftmaxRowsGrad(A, B, y, n, 3, true),
  gelu: (k, y, n) => k.gelu(A, y, n),
  geluGrad: (k, y, n) => k.geluGrad(A, B, y, n),
  silu: (k, y, n) => k.silu(A, y, n),
  siluGrad: (k, y, n) => k.siluGrad(A, B, y, n),
  blend: (k, y, n) => k.blend(A, B, y, n, 1, 1),
  sgd: (k, y, n) => {
    k.sgd(y, A, B, n, {
      lr: 1,
      momentum: 0.9,
      nesterov: false,
      decay: 0.5,
      buffered: false,
    });
  },
  rmsprop: (k, y, n) => k.rmsprop(y, A, B, n, { lr: 1, alpha: 0.9, eps: 1, decay: 0.5 }),
  adam: (k, y, n) => {
    const o = {
      size: 1,
      root: 1,
      beta1: 0.9,
      beta2: 0.99,
      eps: 1,
      decay: 0.5,
      shrink: 1,
    };
    k.adam(y, A, B, C, n, o);
  },
};

/** Of some kernels three rows are written. */
const count = (name: string, n: number) => (/Rows/.test(name) ? 3 * n : n);

/** Kernels that write what they must and nothing else: rows, columns, one number again and again. */
const EXACT: Record<string, Write> = {
  arith: (k, y, n) => k.arith(A, B, y, NO_LIST, n, 3, 0, 1, 1, 0, n, n, 1),
  choose: (k, y, n) => k.choose(A, B, C, y, NO_LIST, n, 3, 1, 0, 1, n, n, 1, n),
  reduce: (k, y, n) => k.reduce(A, y, null, NO_LIST, n, 5, 1, 0, 1, 1, 5, 1, 0),
  "reduce, side by side": (k, y, n) => k.reduce(A, y, null, NO_LIST, n, 5, 1, 0, 1, 1, 1, n, 0),
  sums: (k, y, n) => k.sums(A, y, NO_LIST, 5, n, 1, 5, 1, true, 1),
  "sums, side by side": (k, y, n) => k.sums(A, y, NO_LIST, 5, n, n, 1, 1, true, 1),
  "sums, in line": (k, y, n) => k.sums(A, y, NO_LIST, 19, n, 1, 19, 1, true, 1),
  lengths: (k, y, n) => k.lengths(A, y, NO_LIST, n, 9, 1, 1, 9, 1, 0),
  gridSample: (k, y, n) => k.gridSample(A, B, y, 1, 1, 5, 6, n, false, 0, false),
  gridSampleGrad: (k, y, n) =>
    k.gridSampleGrad(A, A, B, SCRATCH, y, 1, 1, 5, 6, n, false, 0, false),
  "gridSampleGrad, image": (k, y, n) =>
    k.gridSampleGrad(A, A, B, y, null, 1, 1, 1, n, 7, false, 0, false),
  copyBlock: (k, y, n) => k.copyBlock?.(A, y, n, 3, 1, 1, n, n),
  "copyBlock, turned": (k, y, n) => k.copyBlock?.(A, y, n, 9, 9, 1, 1, n),
  "copyBlock, repeated": (k, y, n) => k.copyBlock?.(A, y, n, 3, 0, 1, 1, n),
  coins: (k, y, n) => void k.coins(SCRATCH, y, n, 623, 0.5),
  "normRowsGrad, weight": (k, y, n) => k.normRowsGrad(FULL, FULL, C, C, FULL, SCRATCH, y, B, n, 3),
  "normRowsGrad, bias": (k, y, n) => k.normRowsGrad(FULL, FULL, C, C, FULL, SCRATCH, B, y, n, 3),
};
/** How many numbers of them they write for n. */
const TIMES: [RegExp, number][] = [
  [/turned$/, 9],
  [/^copy|arith|choose/, 3],
  [/Grad$/, 2],
];
const exactly = (name: string, n: number) =>
  (TIMES.find(([those]) => those.test(name))?.[1] ?? 1) * n;

const window = (n: number): Window => ({
  ...{ n, c: 3, h: 5, w: 6, o: 3, oh: 3, ow: 4, kh: 3, kw: 3 },
  ...{ sh: 1, sw: 1, ph: 0, pw: 0, dh: 1, dw: 1 },
});
const [IN, OUT] = [3 * 30, 3 * 12];

/** Kernels that write whole tensors, and how many numbers those have. */
const WHOLE: Record<string, [Write, (n: number) => number]> = {
  sumRows: [(k, y, n) => k.sumRows(A, y, 3, n), (n) => n],
  matmul: [
    (k, y, n) => {
      const [a, b] = [A, B].map((at) => ({ at, row: 5, col: 1 }));
      k.matmul(n, n, 5, a, { ...b, row: 1, col: 5 }, y, null, SCRATCH);
    },
    (n) => n * n,
  ],
  conv: [(k, y, n) => k.conv(A, B, null, y, SCRATCH, window(n)), (n) => n * OUT],
  convGradInput: [(k, y, n) => k.convGradInput(A, B, y, SCRATCH, window(n)), (n) => n * IN],
  convGradWeight: [(k, y, n) => k.convGradWeight(A, B, y, null, SCRATCH, window(n)), () => 81],
  "convGradWeight, bias": [
    (k, y, n) => k.convGradWeight(A, B, null, y, SCRATCH, window(n)),
    () => 3,
  ],
  convGradBias: [(k, y, n) => k.convGradBias(A, y, window(n)), () => 3],
  depthwise: [(k, y, n) => k.depthwise(A, B, null, y, SCRATCH, window(n)), (n) => n * OUT],
  depthwiseGradInput: [
    (k, y, n) => k.depthwiseGradInput(A, B, y, SCRATCH, window(n)),
    (n) => n * IN,
  ],
  depthwiseGradWeight: [(k, y, n) => k.depthwiseGradWeight(A, B, y, SCRATCH, window(n)), () => 27],
  maxPool: [(k, y, n) => k.maxPool(A, y, SCRATCH, window(n)), (n) => n * OUT],
  maxPoolGrad: [(k, y, n) => k.maxPoolGrad(A, B, y, window(n)), (n) => n * IN],
  avgPool: [(k, y, n) => k.avgPool(A, y, window(n), true, null), (n) => n * OUT],
  avgPoolGrad: [(k, y, n) => k.avgPoolGrad(A, y, window(n), true, null), (n) => n * IN],
};

const READ_ALONE = ["sumRow", "dotRow", "convScratch", "depthwiseScratch", "matmulScratch"];

/** The first word and the one behind the last that a kernel wrote around Y. */
function written(words: Float32Array, write: () => void): [number, number] {
  words.fill(0, 0, Y - 1024);
  words.fill(CANARY, Y - 1024, SCRATCH);
  write();
  const around = words.subarray(0, SCRATCH);
  const first = around.findIndex((word, i) => i >= Y - 1024 && word !== CANARY);
  return [first, around.findLastIndex((word) => word !== CANARY) + 1];
}

/** By kernel that writes, what it wrote that it must not, or did not write; and kernels not told of. */
export function trespasses(module: WebAssembly.Module): Record<string, string[]> {
  const memory = new WebAssembly.Memory({ initial: 2 });
  const words = new Float32Array(memory.buffer);
  const kernels = wasmKernels(module, memory, POINTERS);
  const found: Record<string, string[]> = {};
  const look = (name: string, write: Write, n: number, y: number, size: number, room: number) => {
    const [first, end] = written(words, () => write(kernels, y, n));
    if (first === y && end - y >= size && end - y <= room) return;
    found[name].push(`n ${n} at ${y}: from ${first - y} to ${end - y}, of ${size}`);
  };
  for (const [name, write] of Object.entries(ROWS)) {
    found[name] = [];
    for (let n = 1; n <= 20; n++) {
      const size = count(name, n);
      for (let y = Y; y < Y + 4; y++) look(name, write, n, y, size, size + BEYOND);
    }
  }
  for (const [name, write] of Object.entries(EXACT)) {
    found[name] = [];
    for (let n = 1; n <= 20; n++) {
      const size = exactly(name, n);
      for (let y = Y; y < Y + 4; y++) look(name, write, n, y, size, size);
    }
  }
  for (const [name, [write, size]] of Object.entries(WHOLE)) {
    found[name] = [];
    for (let n = 1; n <= 6; n++) look(name, write, n, Y, size(n), wholeLines(size(n) + BEYOND));
  }
  const told = new Set([...Object.keys(found), ...READ_ALONE]);
  found.untold = Object.keys(POINTERS).filter((name) => !told.has(name));
  return found;
}
