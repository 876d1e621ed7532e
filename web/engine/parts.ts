// How a batch falls into parts, one for each shard, and what shards say to one another while they
// compute: each vector goes from every shard to every other one.

export type Vector = Float32Array | Float64Array;

/** Memory for so many numbers. */
export type Room = (numbers: number) => Float32Array;

/** How gradients of parts become that of the batch: their mean, weighted by samples, or their sum. */
export type Combination = "mean" | "sum";

/** One shard's part of a batch. */
export interface Part {
  /** which of the shards */
  rank: number;
  /** samples of the batch, and of them those before this part */
  whole: number;
  from: number;
  /** samples of this part */
  n: number;
  /** by which the gradient of each part counts, by rank */
  weights: number[];
}

/** Parts that differ by one sample at most; a batch of fewer samples than shards stays whole. */
export function partOf(whole: number, rank: number, shards: number, how: Combination): Part | null {
  if (whole < shards) return null;
  const start = (r: number) => Math.floor((r * whole) / shards);
  const size = (r: number) => start(r + 1) - start(r);
  const weight = (r: number) => (how === "mean" ? size(r) / whole : 1);
  const weights = Array.from({ length: shards }, (_, r) => weight(r));
  return { rank, whole, from: start(rank), n: size(rank), weights };
}

/** What an operation that needs the whole batch returns: it goes on when it has all the vectors. */
export class Stop {
  constructor(
    readonly vector: Vector,
    readonly next: (all: Vector[]) => unknown,
  ) {}
}

/** A computation that gives its vector at each stop, and is given those of all shards by rank. */
export type Shared<Result> = Generator<Vector, Result, Vector[]>;

/** The result of one that has no stop. */
export function finished<Result>(computation: Shared<Result>): Result {
  return computation.next().value as Result;
}
