// One shard at work: its part of each step, its share of an evaluation; and those that follow the
// orders of the first.

import type { Samples } from "./data";
import type { Batch, Network, State } from "./network";
import type { OptimizerOptions } from "./optimizers";
import { type Combination, partOf, type Vector } from "./parts";
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
 * Take a step on this shard's part of the batch `which`; loss and right ones are the batch's. Also
 * what all have sent last, by rank: their gradients; nothing where the batch stayed whole.
 */
export async function stepTogether(
  net: Network,
  samples: Samples,
  which: Int32Array,
  { lr, zeroGrad }: { lr: number; zeroGrad: boolean },
  peers: Peers,
): Promise<[loss: number, right: number, sent: Vector[]]> {
  const part = partOf(which.length, peers.rank, peers.count, net.tape.shards as Combination);
  const own = part ? which.subarray(part.from, part.from + part.n) : which;
  samples.fill(net.batch(own.length, part), own);
  const count = () => countRight(net.output(), samples, own);
  const computation = net.shared(own.length, part, zeroGrad, count);
  let sent: Vector[] = [];
  let found = computation.next();
  while (!found.done) {
    sent = await peers.exchange(found.value);
    found = computation.next(sent);
  }
  net.update(lr);
  return [...found.value, sent];
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
