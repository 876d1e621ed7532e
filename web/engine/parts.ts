// How a batch falls into parts, one for each shard, and what shards say to one another while they
// compute: each vector goes from every shard to every other one.

export type Vector = Float32Array | Float64Array;

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

/** One shard's share where each takes the whole batch, and a part of the wide layers: see divide.ts. */
export interface Share {
  rank: number;
  shards: number;
}

/** Where the share of a shard starts, if so many things are shared out. */
export const startOf = (rank: number, things: number, shards: number) =>
  Math.floor((rank * things) / shards);

/** What of a batch or a network a shard computes; null for all of it. */
export type How = Part | Share | null;

export const isPart = (how: Part | Share): how is Part => "n" in how;

/** Parts that differ by one sample at most; a batch of fewer samples than shards stays whole. */
export function partOf(whole: number, rank: number, shards: number, how: Combination): Part | null {
  if (whole < shards) return null;
  const start = (r: number) => startOf(r, whole, shards);
  const size = (r: number) => start(r + 1) - start(r);
  const weight = (r: number) => (how === "mean" ? size(r) / whole : 1);
  const weights = Array.from({ length: shards }, (_, r) => weight(r));
  return { rank, whole, from: start(rank), n: size(rank), weights };
}

/** What each shard has of some weights: of each of so many rows of numbers, from its start to the next. */
export interface Shares {
  /** whose view it is */
  rank: number;
  /** by rank, and at last where the row ends */
  starts: number[];
  /** numbers in a row */
  row: number;
  rows: number;
}

/** What an operation that needs the whole batch returns: it goes on when it has all the vectors. */
export class Stop {
  constructor(
    readonly pieces: Vector[],
    readonly next: (all: Vector[]) => unknown,
  ) {}
}

/**
 * A computation that gives its vector at each stop, in pieces, and is given those of all shards by rank;
 * in place of its own the first of its pieces.
 */
export type Shared<Result> = Generator<Vector[], Result, Vector[]>;

/** The result of one that has no stop. */
export function finished<Result>(computation: Shared<Result>): Result {
  return computation.next().value as Result;
}

export const lengthOf = (pieces: { length: number }[]) =>
  pieces.reduce((sum, { length }) => sum + length, 0);

/** Pieces of one kind one after another, in the memory of a vector as long, if there is one, or in new. */
export function joined<V extends Vector | Int32Array>(pieces: V[], old?: V | null): V {
  const all = old ?? new (pieces[0].constructor as new (n: number) => V)(lengthOf(pieces));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
