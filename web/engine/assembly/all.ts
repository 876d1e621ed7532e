// The fast kernels, all of them. One that goes row by row may write three numbers beyond the last row,
// which plan.ts keeps free.

export * from "./core";
export * from "./numbers";
export { arith } from "./arithmetic";
export { copyBlock } from "./copy";
export {
  depthwise,
  depthwiseGradInput,
  depthwiseGradWeight,
  depthwiseScratch,
} from "./depthwise";
export { convGradBias } from "./conv";
export { elu, eluGrad, gelu, geluGrad, silu, siluGrad } from "./curves";
export { blendRows, dotRow, normRows, normRowsGrad, scaleRows, sumRow } from "./normalize";
export {
  clamp,
  clampGrad,
  leakyReluGrad,
  sigmoid,
  sigmoidGrad,
  tanh,
  tanhGrad,
} from "./pointwise";
export { avgPool, avgPoolGrad } from "./average";
export { gridSample, gridSampleGrad } from "./grid";
export { logSoftmaxRows, logSoftmaxRowsGrad } from "./likelihood";
export { lengths } from "./lengths";
export { sums } from "./cascade";
export { softmaxRows, softmaxRowsGrad } from "./softmax";
export { choose } from "./choose";
export { mapped } from "./functions";
export { power } from "./powers";
export { reduce } from "./reduce";
export { floats } from "./pointwise";
export { coins } from "./coins";
