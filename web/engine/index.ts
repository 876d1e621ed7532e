// The engine: trains the network of a tape on this page. What widgets import.

export { type Apart, farthest, joined } from "./apart";
export { bestShards, divides } from "./cost";
export type { Data } from "./data";
export { EngineError, type ErrorCode } from "./errors";
export type { Trace, Values } from "./network";
export type { Adam, OptimizerOptions, RMSprop, SGD } from "./optimizers";
export type { Opening, Prediction, Report, Score } from "./session";
export { defaults, type Settings } from "./settings";
export { classesOf } from "./shard";
export { permutation } from "./shuffle";
export type { Tape, TapeOp } from "./tape";
export { Trainer, type TrainerOptions } from "./trainer";
