// The engine's second door: the update rules alone, in float32 or in double, without a network.

export { EngineError } from "./errors";
export { update } from "./kernels/update";
export { checkRate, makeOptimizer } from "./optimizers";
