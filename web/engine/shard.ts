// One shard at work: its part of each step, its share of an evaluation; and those that follow the
// orders of the first.

import { divides } from "./cost";
import type { Samples } from "./data";
import type { Batch, Network, State } from "./network";
import type { OptimizerOptions } from "./optimizers";
import {
  type Combination,
  type How,
  isPart,
  joined,
  partOf,
  type Shared,
  type Vector,
} from "./parts";
import type { Peers } from "./peers";

/** What the first shard, which alone talks to the page, tells the others. */
export type Order =
  | { order: "state"; optimizer: OptimizerOptions; state: State }
  | { order: "steps"; batches: Int32Array[]; settings: StepSettings }
  | { order: "score" };

/** How a step is taken; whether the gradients of all parts are `kept`, for a reader. */
export interface StepSettings {
  lr: number;
  zeroGrad: boolean;
  kept: boolean;
}

/** Of some samples: the class read in each, and their loss, or null. */
export type Found = [read: number[], loss: number | null];

const CHUNK = 100; // samples of an evaluation at once

/**
 * `net.gradients` together with the other shards. Of a part of a batch loss and gradients become those
 * of the batch, added up in the order of the ranks, and so does what `count` counts.
 */
export function* shared(
  net: Network,
  n: number,
  how: How,
  zeroGrad: boolean,
  count: () => number = () => 0,
): Shared<[loss: number, counted: number]> {
  let counted = 0;
  const loss = yield* net.run(n, how, zeroGrad, function* (ours) {
    counted = count();
    if (!how || !isPart(how)) return ours;
    const { rank, weights } = how;
    const told = Float32Array.of(counted, ours);
    const all = yield [...net.lastGradients(), told];
    net.sum(all, weights, rank);
    const found = all.map((vector, r) => (r === rank ? told : vector.subarray(-2)));
    counted = found.reduce((sum, [one]) => sum + one, 0);
    return found.reduce((sum, [, one], r) => sum + weights[r] * one, 0);
  });
  return [loss, counted];
}

/**
 * Take a step on this shard's part of the batch `which`; loss and right ones are the batch's. Also,
 * where they are `kept`, the gradients of all parts, by rank; none where the batch stayed whole.
 */
export async function stepTogether(
  net: Network,
  samples: Samples,
  which: Int32Array,
  { lr, zeroGrad, kept }: StepSettings,
  peers: Peers,
): Promise<[loss: number, right: number, sent: Vector[]]> {
  const how = howOf(net, which.length, peers, kept);
  const own = how && isPart(how) ? which.subarray(how.from, how.from + how.n) : which;
  await together(net.level(own.length, how), peers);
  samples.fill(net.batch(own.length, how), own);
  const count = () => countRight(net.output(), samples, own);
  let sent: Vector[] = [];
  const keep = (all: Vector[], own: Vector[]) => {
    if (kept) sent = all.map((vector, r) => (r === peers.rank ? joined(own) : vector));
  };
  const computation = shared(net, own.length, how, zeroGrad, count);
  const found = await together(computation, peers, keep);
  net.update(lr);
  return [...found, sent];
}

/**
 * What a shard computes of a step on a batch of `n`: a part of it, or its rows of wide layers where that is
 * likely to be faster. Only parts have gradients of their own, which may be `kept`.
 */
export function howOf(
  { tape }: Network,
  n: number,
  { rank, count }: { rank: number; count: number },
  kept = false,
): How {
  if (!kept && WIDE && divides(tape, n, count)) return { rank, shards: count };
  return partOf(n, rank, count, tape.shards as Combination);
}

/** Run a computation on all shards. `heard` is told what was exchanged, and the own pieces. */
export async function together<Result>(
  computation: Shared<Result>,
  peers: Peers,
  heard: (all: Vector[], own: Vector[]) => void = () => {},
): Promise<Result> {
  let found = computation.next();
  while (!found.done) {
    const all = await peers.exchange(found.value);
    heard(all, found.value);
    found = computation.next(all);
  }
  return found.value;
}

/** Judge every `of`-th chunk of the samples, from number `rank` on; `turn` is called in between. */
export async function scoreChunks(
  net: Network,
  samples: Samples,
  rank: number,
  of: number,
  turn?: () => Promise<void>,
): Promise<Found[]> {
  const all: Found[] = [];
  for (let from = rank * CHUNK; from < samples.count; from += of * CHUNK) {
    if (all.length) await turn?.();
    const which = range(from, Math.min(from + CHUNK, samples.count));
    const fill = (batch: Batch) => samples.fill(batch, which);
    const found = net.predict(which.length, fill, net.tape.loss !== null);
    const loss = found.loss === null ? null : found.loss * which.length;
    all.push([classesOf(found.output, which.length), loss]);
  }
  return all;
}

/** Obey the first shard, until it is heard of no more. */
export async function follow(
  net: Network,
  samples: { train: Samples | null; test: Samples | null },
  peers: Peers,
): Promise<void> {
  for (;;) {
    const order = await peers.from<Order>(0);
    try {
      await obey(order);
    } catch (error) {
      peers.tell({ failure: error instanceof Error ? error.message : String(error) }, 0);
    }
  }

  async function obey(order: Order) {
    if (order.order === "state") {
      net.optimize(order.optimizer);
      net.adopt(order.state);
    } else if (order.order === "score") {
      const { rank, count } = peers;
      peers.tell(await scoreChunks(net, samples.test as Samples, rank, count), 0);
    } else {
      for (const which of order.batches) {
        await stepTogether(net, samples.train as Samples, which, order.settings, peers);
      }
      await together(net.level(), peers);
    }
  }
}

export const range = (from: number, to: number) =>
  Int32Array.from({ length: to - from }, (_, i) => from + i);

/** How many samples' largest output is at their class. */
export function countRight(
  output: Float32Array,
  samples: Samples,
  which: ArrayLike<number>,
): number {
  const read = classesOf(output, which.length);
  return read.filter((best, k) => best === samples.label(which[k])).length;
}

/** The class that has the largest output, for each of `count` samples. */
export function classesOf(output: Float32Array, count: number): number[] {
  const classes = output.length / count;
  return Array.from({ length: count }, (_, k) => {
    let best = 0;
    for (let c = 1; c < classes; c++)
      if (output[k * classes + c] > output[k * classes + best]) best = c;
    return best;
  });
}
