// Layers whose weights the shards divide among them. Where a network is little else than linear layers, their
// weights have many more numbers than a batch of what goes in and comes out. Then each shard takes the whole
// batch, and of each wide layer some rows of the weights, or some columns: it computes what they make, and
// their gradients, and moves them. Outputs are what shards send one another, in place of gradients; the
// others' rows and columns come when somebody wants them.

import type { Call } from "./operations/operation";
import type { Place } from "./optimizers";
import { type Share, type Shared, type Shares, Stop, startOf, type Vector } from "./parts";
import type { Tape, TapeInput, TapeOp } from "./tape";
import type { Tensor } from "./tensor";
import { type DividedLayer, dividedLayers } from "./wide";

type Means = Pick<Call, "k" | "f32" | "scratch">;

/** Binds an operation; what it binds computes it together with the other shards. */
type Bind = (means: Means, tensors: (Tensor | undefined)[]) => () => unknown;

export interface Division {
  binds: Map<TapeOp, Bind>;
  /** by gradient: what of it, and of the weights, each shard has */
  shares: Map<number, Shares>;
}

/** How shards divide the wide layers of a graph, and what one of them does. */
export function divide(tape: Tape, n: number, { rank, shards }: Share): Division {
  const binds = new Map<TapeOp, Bind>();
  const shares = new Map<number, Shares>();
  for (const layer of dividedLayers(tape, n)) {
    const { w, grad, forward, ofInput, ofWeight, biasGrad } = layer;
    const [rows, columns] = tape.values[w].shape as number[];
    const byRows = layer.by === "rows";
    const starts = Array.from({ length: shards + 1 }, (_, r) =>
      startOf(r, byRows ? rows : columns, shards),
    );
    const own = { starts, rank, from: starts[rank], mine: starts[rank + 1] - starts[rank] };
    shares.set(
      grad,
      byRows
        ? { rank, starts: starts.map((row) => row * columns), row: rows * columns, rows: 1 }
        : { rank, starts, row: columns, rows },
    );
    if (biasGrad !== null) shares.set(biasGrad, { rank, starts, row: rows, rows: 1 });
    binds.set(forward, (byRows ? someOutputs : partsOfOutputs)(layer, own));
    if (ofInput) binds.set(ofInput, (byRows ? partsOfGradients : someGradients)(ofInput, own));
    binds.set(ofWeight, (byRows ? someRows : someColumns)(ofWeight, own));
  }
  return { binds, shares };
}

/** Where the numbers of a parameter stand, and what shards have of them, if they divide them. */
export interface Owned extends Place {
  shares?: Shares;
}

/** Of a parameter what a shard moves: what it has, and where that is in every row, all. */
export function ownOf({ p, g, slots, n, shares }: Owned): Place {
  const [from, end] = shares?.rows === 1 ? shares.starts.slice(shares.rank) : [0, n];
  return { p: p + from, g: g + from, slots: slots.map((slot) => slot + from), n: end - from };
}

/** A shard's rows or columns: where those of each begin, and the last end; its own first, and how many. */
interface Own {
  starts: number[];
  rank: number;
  from: number;
  mine: number;
}

/** Tensors of values that are there. */
const of = (tensors: (Tensor | undefined)[]) => (v: TapeInput) => tensors[v as number] as Tensor;

/** y = x wᵀ + b, some columns */
const someOutputs =
  (layer: DividedLayer, { starts, from, mine }: Own): Bind =>
  ({ k, f32, scratch }, tensors) => {
    const [x, w, y] = [layer.x, layer.w, layer.forward.outputs[0] as number].map(of(tensors));
    const [n, columns] = x.shape;
    const [, width] = y.shape;
    const found = layer.stays ? 0 : scratch(n * mine);
    const work = scratch(k.matmulScratch(n, mine, columns));
    const a = { at: x.at, row: columns, col: 1 };
    const b = { at: w.at + from * columns, row: 1, col: columns };
    const bias = layer.b === null ? null : { at: of(tensors)(layer.b).at + from, row: 0, col: 1 };
    if (layer.stays) {
      return () => k.matmul(n, mine, columns, a, b, y.at + from, bias, work, width);
    }
    return () => {
      k.matmul(n, mine, columns, a, b, found, bias, work);
      return new Stop([f32.subarray(found, found + n * mine)], (all) => {
        for (const [r, vector] of all.entries()) {
          const each = starts[r + 1] - starts[r];
          for (let i = 0; i < n; i++) {
            f32.set(vector.subarray(i * each, (i + 1) * each), y.at + i * width + starts[r]);
          }
        }
      });
    };
  };

/** y = x wᵀ + b, of some columns of x a part of each sum; the first shard adds b */
const partsOfOutputs =
  (layer: DividedLayer, { rank, from, mine }: Own): Bind =>
  (means, tensors) => {
    const { k, scratch } = means;
    const [x, w, y] = [layer.x, layer.w, layer.forward.outputs[0] as number].map(of(tensors));
    const [n, columns] = x.shape;
    const [, width] = y.shape;
    const found = scratch(y.numel);
    const work = scratch(k.matmulScratch(n, width, mine));
    const a = { at: x.at + from, row: columns, col: 1 };
    const b = { at: w.at + from, row: 1, col: columns };
    const bias = layer.b === null || rank ? null : { at: of(tensors)(layer.b).at, row: 0, col: 1 };
    const add = sums(means, found, y);
    return () => {
      k.matmul(n, width, mine, a, b, found, bias, work);
      return add();
    };
  };

/** dx = dy w, of some columns of dy a part of each sum */
const partsOfGradients =
  ({ inputs, outputs: [output] }: TapeOp, { from, mine }: Own): Bind =>
  (means, tensors) => {
    const { k, scratch } = means;
    const [dy, w, dx] = [inputs.self, inputs.mat2, output as number].map(of(tensors));
    const [n, columns] = dx.shape;
    const found = scratch(dx.numel);
    const work = scratch(k.matmulScratch(n, columns, mine));
    const a = { at: dy.at + from, row: dy.shape[1], col: 1 };
    const b = { at: w.at + from * columns, row: columns, col: 1 };
    const add = sums(means, found, dx);
    return () => {
      k.matmul(n, columns, mine, a, b, found, null, work);
      return add();
    };
  };

/** Exchanges parts of sums, and writes the sums, added up in the order of the ranks. */
function sums({ k, f32, scratch }: Means, found: number, { at, numel }: Tensor): () => Stop {
  const next = scratch(numel);
  const join = (all: Vector[]) => {
    for (const [r, vector] of all.entries()) {
      f32.set(vector, r ? next : at);
      if (r) k.blend(at, next, at, numel, 1, 1);
    }
  };
  return () => new Stop([f32.subarray(found, found + numel)], join);
}

/** dx = dy w, some columns */
const someGradients =
  ({ inputs, outputs: [output] }: TapeOp, { from, mine }: Own): Bind =>
  ({ k, scratch }, tensors) => {
    const [dy, w, dx] = [inputs.self, inputs.mat2, output as number].map(of(tensors));
    const [[n, columns], inner] = [dx.shape, dy.shape[1]];
    const work = scratch(k.matmulScratch(n, mine, inner));
    const a = { at: dy.at, row: inner, col: 1 };
    const b = { at: w.at + from, row: columns, col: 1 };
    return () => k.matmul(n, mine, inner, a, b, dx.at + from, null, work, columns);
  };

/** dw = dyᵀ x, some rows */
const someRows =
  ({ inputs, outputs: [output] }: TapeOp, { from, mine }: Own): Bind =>
  ({ k, scratch }, tensors) => {
    const [dy, x, dw] = [inputs.self, inputs.mat2, output as number].map(of(tensors));
    const [n, columns] = x.shape;
    const work = scratch(k.matmulScratch(mine, columns, n));
    const a = { at: dy.at + from, row: 1, col: dy.shape[0] };
    const b = { at: x.at, row: columns, col: 1 };
    return () => k.matmul(mine, columns, n, a, b, dw.at + from * columns, null, work);
  };

/** dw = dyᵀ x, some columns */
const someColumns =
  ({ inputs, outputs: [output] }: TapeOp, { from, mine }: Own): Bind =>
  ({ k, scratch }, tensors) => {
    const [dy, x, dw] = [inputs.self, inputs.mat2, output as number].map(of(tensors));
    const [[n, columns], rows] = [x.shape, dw.shape[0]];
    const work = scratch(k.matmulScratch(rows, mine, n));
    const a = { at: dy.at, row: 1, col: rows };
    const b = { at: x.at + from, row: columns, col: 1 };
    return () => k.matmul(rows, mine, n, a, b, dw.at + from, null, work, columns);
  };

/** Each shard gives what it has of some weights, from a place in memory on, to all, and takes theirs. */
export function* levelShares(
  f32: Float32Array,
  all: { at: number; shares: Shares }[],
): Shared<void> {
  const { rank } = all[0].shares;
  const pieces = (r: number) =>
    all.flatMap(({ at, shares: { starts, row, rows } }) =>
      Array.from({ length: rows }, (_, i) =>
        f32.subarray(at + i * row + starts[r], at + i * row + starts[r + 1]),
      ),
    );
  const sent = yield pieces(rank);
  for (const [r, vector] of sent.entries()) {
    if (r === rank) continue;
    let taken = 0;
    for (const piece of pieces(r)) {
      piece.set(vector.subarray(taken, taken + piece.length));
      taken += piece.length;
    }
  }
}
