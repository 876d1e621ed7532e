// How many of a kernel's arguments are places in memory: they come first, counted in words where kernels
// are called, and in bytes where they compute. wasm.test.ts holds this against the signatures in
// engine/assembly.

/** Of the kernels in assembly/core.ts. */
export const POINTERS: Record<string, number> = {
  relu: 2,
  reluGrad: 3,
  sumRows: 2,
  blend: 3,
  matmulScratch: 0,
  convScratch: 0,
  conv: 5,
  convGradInput: 4,
  convGradWeight: 5,
  maxPool: 3,
  maxPoolGrad: 3,
  sgd: 3,
  rmsprop: 3,
  adam: 4,
};
