// One shard at work: its part of each step, its share of an evaluation; and those that follow the
// orders of the first.

import type { Samples } from "./data";
import type { Batch, Network, State } from "./network";
import type { OptimizerOptions } from "./optimizers";
import { type Combination, type Part, partOf, type Room, type Shared, type Vector } from "./parts";
import type { Peers } from "./peers";

/** What the first shard, which alone talks to the page, tells the others. */
export type Order =
  | { order: "state"; optimizer: OptimizerOptions; state: State }
  | { order: "steps"; batches: Int32Array[]; lr: number; zeroGrad: boolean }
  | { order: "score" };

/** Of some samples: the class read in each, and their loss, or null. */
export type Found = [read: number[], loss: number | null];

const CHUNK = 100; // samples of an evaluation at once

/**
 * `net.gradients` of a part of a batch, together with the other shards. Loss and gradients become those
 * of the batch, added up in the order of the ranks, and so does what `count` counts.
 */
export function* shared(
  net: Network,
  n: number,
  part: Part | null,
  zeroGrad: boolean,
  count: () => number = () => 0,
  room?: Room,
): Shared<[loss: number, counted: number]> {
  let counted = 0;
  const loss = yield* net.run(n, part, zeroGrad, function* (ours) {
    counted = count();
    if (!part) return ours;
    const { rank, weights } = part;
    const told = [counted, ours];
    const all = yield net.gathered(told, room);
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
  { lr, zeroGrad }: { lr: number; zeroGrad: boolean },
  peers: Peers,
  kept = false,
): Promise<[loss: number, right: number, sent: Vector[]]> {
  const part = partOf(which.length, peers.rank, peers.count, net.tape.shards as Combination);
  const own = part ? which.subarray(part.from, part.from + part.n) : which;
  samples.fill(net.batch(own.length, part), own);
  const count = () => countRight(net.output(), samples, own);
  const room = (numbers: number) => peers.room(numbers, kept);
  const computation = shared(net, own.length, part, zeroGrad, count, room);
  let sent: Vector[] = [];
  let found = computation.next();
  while (!found.done) {
    sent = await peers.exchange(found.value);
    found = computation.next(sent);
  }
  net.update(lr);
  return [...found.value, kept ? sent : []];
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
        await stepTogether(net, samples.train as Samples, which, order, peers);
      }
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
