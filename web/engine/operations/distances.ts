// Distances between vectors, and sums of products of three tensors.

import { product, type Tensor, tensor } from "../tensor";
import { arithmetic } from "./arithmetic";
import { type Bind, type Call, copy, memoryOf, type Operations, ordered } from "./operation";
import { view } from "./parts";
import { broadcast, eachRow, layOut } from "./strides";

/** (Σ |d|ᵖ)^(1/p) of n numbers given by their place, or for p = 0 and ∞ its limits. */
function length(p: number, n: number, d: (j: number) => number): number {
  let sum = 0;
  for (let j = 0; j < n; j++) {
    const size = Math.abs(d(j));
    if (p === 0) sum += size === 0 ? 0 : 1;
    else if (p === Number.POSITIVE_INFINITY) sum = Math.max(sum, size);
    else sum += p === 2 ? size * size : size ** p;
  }
  if (p === 2) return Math.sqrt(sum);
  return p === 0 || p === 1 || p === Number.POSITIVE_INFINITY ? sum : sum ** (1 / p);
}

/** How a distance moves with one of its differences. */
function slope(p: number, d: number, distance: number): number {
  if (p === 0 || distance === 0 || (d === 0 && p < 1)) return 0;
  if (p === 1) return Math.sign(d);
  if (p === 2) return d / distance;
  if (p === Number.POSITIVE_INFINITY) return Math.abs(d) === distance ? Math.sign(d) : 0;
  return Math.sign(d) * (Math.abs(d) / distance) ** (p - 1);
}

/** Row i of x1 against row j of x2, batch by batch. */
const cdist: Bind = ordered((call) => {
  const { f32, y } = call;
  const { x1, x2 } = call.in;
  const [rows, columns] = y.shape.slice(-2);
  const width = x1.shape.at(-1) as number;
  const p = Number(call.args.p);
  return () => {
    for (let k = 0; k < y.numel; k++) {
      const batch = Math.floor(k / (rows * columns));
      const a = x1.at + (batch * rows + (Math.floor(k / columns) % rows)) * width;
      const b = x2.at + (batch * columns + (k % columns)) * width;
      f32[y.at + k] = length(p, width, (j) => f32[a + j] - f32[b + j]);
    }
  };
});

const cdistBackward: Bind = ordered((call) => {
  const { f32, y } = call;
  const { grad: g, x1, x2, cdist: distance } = call.in;
  const [rows, columns] = g.shape.slice(-2);
  const width = x1.shape.at(-1) as number;
  const p = Number(call.args.p);
  // the largest difference is the one that, rounded as the distance was, is the distance
  const round = f32 instanceof Float32Array ? Math.fround : (d: number) => d;
  return () => {
    f32.fill(0, y.at, y.at + y.numel);
    for (let k = 0; k < g.numel; k++) {
      const batch = Math.floor(k / (rows * columns));
      const row = (batch * rows + (Math.floor(k / columns) % rows)) * width;
      const other = x2.at + (batch * columns + (k % columns)) * width;
      for (let j = 0; j < width; j++) {
        const d = round(f32[x1.at + row + j] - f32[other + j]);
        f32[y.at + row + j] += f32[g.at + k] * slope(p, d, f32[distance.at + k]);
      }
    }
  };
});

/** A tensor with axes of one put in at these places. */
function widened(t: Tensor, at: number[] = []): Tensor {
  const [shape, strides] = [[...t.shape], [...t.strides]];
  for (const d of [...at].sort((a, b) => a - b)) {
    shape.splice(d, 0, 1);
    strides.splice(d, 0, 0);
  }
  return { ...t, shape, strides };
}

/**
 * y = Σ a b c as a product of matrices: that of a and b by c, where each axis that is summed belongs to
 * both, and each other one to one of them; null where it does not.
 */
function asMatrices(call: Call, shape: number[], summed: number[], [a, b, c]: Tensor[]) {
  const { k, y } = call;
  const within = (t: Tensor, d: number) => t.shape[d] > 1 || shape[d] === 1;
  const left = (d: number) => within(a, d) || within(b, d);
  const axes = [...shape.keys()];
  const kept = axes.filter((d) => !summed.includes(d));
  if (!summed.every((d) => left(d) && within(c, d))) return null;
  if (kept.some((d) => shape[d] > 1 && left(d) === within(c, d))) return null;
  const [rows, columns] = [kept.filter(left), kept.filter((d) => !left(d))];
  const sizes = (of: number[]) => of.map((d) => shape[d]);
  const size = (of: number[]) => product(sizes(of));
  /** The axes of a tensor in this order. */
  const turned = (t: Tensor, order: number[]) => {
    const strides = broadcast(t, shape);
    return view(
      t,
      t.at,
      sizes(order),
      order.map((d) => strides[d]),
    );
  };
  const fresh = (order: number[]) => tensor(call.scratch(size(order)), sizes(order));
  const [both, other, found] = [
    [...rows, ...summed],
    [...summed, ...columns],
    [...rows, ...columns],
  ].map(fresh);
  const multiply = arithmetic.mul({
    ...{ ...call, args: {}, y: both },
    in: { self: turned(a, [...rows, ...summed]), other: turned(b, [...rows, ...summed]) },
  });
  const order = copy(call, turned(c, [...summed, ...columns]), other);
  const at = kept.map((d) => [...rows, ...columns].indexOf(d));
  const write = copy(
    call,
    view(
      found,
      found.at,
      at.map((i) => found.shape[i]),
      at.map((i) => found.strides[i]),
    ),
    y,
  );
  const [m, n, inner] = [size(rows), size(columns), size(summed)];
  const scratch = call.scratch(k.matmulScratch(m, n, inner));
  return () => {
    multiply?.();
    order();
    k.matmul(
      m,
      n,
      inner,
      { at: both.at, row: inner, col: 1 },
      { at: other.at, row: n, col: 1 },
      found.at,
      null,
      scratch,
    );
    write();
  };
}

/** Σ i1 · i2 · i3 over the axes `sumdim`, each widened by axes of its own. */
const trilinear: Bind = ordered((call) => {
  const { args, y } = call;
  const names = ["i1", "i2", "i3"];
  const factors = names.map((name, i) => widened(call.in[name], args[`expand${i + 1}`]));
  const rank = factors[0].shape.length;
  const shape = Array.from({ length: rank }, (_, d) => Math.max(...factors.map((t) => t.shape[d])));
  const [p, q, r] = factors;
  for (const three of [
    [p, q, r],
    [p, r, q],
    [q, r, p],
  ]) {
    const run = product(shape) ? asMatrices(call, shape, args.sumdim, three) : null;
    if (run) return run;
  }
  const kept = [...shape.keys()].filter((d) => !args.sumdim.includes(d));
  const strides = shape.map((_, d) => {
    return args.sumdim.includes(d) ? 0 : y.strides[kept.indexOf(d)];
  });
  const rows = layOut(shape, strides, ...factors.map((t) => broadcast(t, shape)));
  const [sy, sa, sb, sc] = rows.steps;
  const words = memoryOf(call, y);
  const sums = new Float64Array(y.numel);
  const { f32 } = call;
  return () => {
    sums.fill(0);
    eachRow(rows, [0, ...factors.map(({ at }) => at)], (to, a, b, c) => {
      for (let i = 0; i < rows.length; i++) {
        sums[to + i * sy] += f32[a + i * sa] * f32[b + i * sb] * f32[c + i * sc];
      }
    });
    words.set(sums, y.at);
  };
}, false);

export const distances: Operations = {
  _cdist_backward: cdistBackward,
  _cdist_forward: cdist,
  _trilinear: trilinear,
};
