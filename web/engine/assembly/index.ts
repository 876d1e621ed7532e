// The fast kernels. Places are byte addresses in the page's memory; a vector is 4 float32.
// Every tensor starts at a multiple of 64 bytes and owns the bytes up to the next, so a loop over
// whole vectors may run past its last number without harm.

export { conv, convGradBias, convGradInput, convGradWeight, convScratch } from "./conv";
export { geometry } from "./geometry";
export { matmul, sumRows } from "./matrix";
export {
  add,
  affine,
  leakyReluGrad,
  mul,
  relu,
  reluGrad,
  sigmoid,
  sigmoidGrad,
  tanh,
  tanhGrad,
} from "./pointwise";
export { avgPool, avgPoolGrad, maxPool, maxPoolGrad } from "./pool";
export { adam, rmsprop, sgd } from "./update";
