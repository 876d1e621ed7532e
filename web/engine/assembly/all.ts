// The fast kernels, all of them. One that goes row by row may write three numbers beyond the last row,
// which plan.ts keeps free.

export * from "./core";
export { arith } from "./arithmetic";
export { copyBlock } from "./copy";
export { gelu, geluGrad, silu, siluGrad } from "./curves";
export { blendRows, dotRow, normRows, normRowsGrad, scaleRows, sumRow } from "./normalize";
export {
  leakyReluGrad,
  sigmoid,
  sigmoidGrad,
  tanh,
  tanhGrad,
} from "./pointwise";
export { avgPool, avgPoolGrad } from "./average";
export { softmaxRows, softmaxRowsGrad } from "./softmax";
