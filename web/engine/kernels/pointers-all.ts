// The same of all kernels, which are in assembly/all.ts.

import { POINTERS as core } from "./pointers";

export const POINTERS: Record<string, number> = {
  ...core,
  leakyReluGrad: 3,
  tanh: 2,
  tanhGrad: 3,
  sigmoid: 2,
  sigmoidGrad: 3,
  arith: 3,
  sumRow: 1,
  dotRow: 2,
  blendRows: 6,
  scaleRows: 4,
  normRows: 6,
  normRowsGrad: 8,
  softmaxRows: 2,
  softmaxRowsGrad: 3,
  copyBlock: 2,
  gelu: 2,
  geluGrad: 3,
  silu: 2,
  siluGrad: 3,
  avgPool: 2,
  avgPoolGrad: 2,
};
