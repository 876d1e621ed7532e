// The fast kernels that every page loads, those of LeNet; all.ts has the others. Places are byte addresses in the page's memory; a vector is 4 float32.
// Every tensor starts at a multiple of 64 bytes and owns the bytes up to the next, so a loop over
// whole vectors may run past its last number without harm.

export { conv, convGradInput, convScratch } from "./conv";
export { geometry } from "./geometry";
export { matmul, matmulScratch } from "./matrix";
export * from "./near";
export { maxPool, maxPoolGrad } from "./pool";
export { relu, reluGrad } from "./rectifier";
export { blend, sumRows } from "./sum";
export { adam, rmsprop, sgd } from "./update";
export { convGradWeight } from "./weight";
