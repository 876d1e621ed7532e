// The fast kernels, all of them. One that goes row by row may write three numbers beyond the last row,
// which plan.ts keeps free.

export * from "./core";
export { arith } from "./arithmetic";
export { expRow, gelu, geluGrad, silu, siluGrad } from "./curves";
export { blendRow, dotRow, sumRow } from "./normalize";
export {
  add,
  affine,
  leakyReluGrad,
  mul,
  sigmoid,
  sigmoidGrad,
  tanh,
  tanhGrad,
} from "./pointwise";
export { avgPool, avgPoolGrad } from "./average";
