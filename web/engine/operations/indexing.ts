// Numbers taken from, put into or added to places that other tensors name.

import { inOrder, product, type Tensor } from "../tensor";
import { ADD } from "./alongside";
import { comparison } from "./comparison";
import { axis, type Bind, type Call, copy, memoryOf, type Operations, ordered } from "./operation";
import { view } from "./parts";
import { broadcast, eachRow, layOut } from "./strides";

/** What happens to the number at a place when another comes. */
type Meet = (old: number, next: number) => number;

const put: Meet = (_, next) => next;
const add: Meet = (old, next) => old + next;
const MEETINGS: Record<string, Meet> = {
  add,
  amax: Math.max,
  amin: Math.min,
  multiply: (old, next) => old * next,
  prod: (old, next) => old * next,
  sum: add,
};

/** The words, from its first, of a tensor's numbers in reading order. */
function places(shape: number[], strides: number[]): Int32Array {
  const found = new Int32Array(product(shape));
  const rows = layOut(shape, inOrder(shape), strides);
  eachRow(rows, [0, 0], (k, at) => {
    for (let i = 0; i < rows.length; i++) found[k + i * rows.steps[0]] = at + i * rows.steps[1];
  });
  return found;
}

/**
 * For each entry of `index`, in reading order, the place that it names along axis `d` of `t`; along
 * the others the two move together.
 */
function named({ i32 }: Call, index: Tensor, t: Tensor, d: number): (k: number) => number {
  const others = t.strides.map((stride, e) => (e === d ? 0 : stride));
  const [from, around] = [places(index.shape, index.strides), places(index.shape, others)];
  const [size, step] = [t.shape[d] ?? 1, t.strides[d] ?? 0];
  return (k) => {
    const i = i32[index.at + from[k]];
    return t.at + around[k] + (i < 0 ? i + size : i) * step;
  };
}

/** A line of places as an index into axis `d` of `t`, the same along all other axes. */
function spread(index: Tensor, t: Tensor, d: number): Tensor {
  const shape = t.shape.map((size, e) => (e === d ? index.numel : size));
  return view(
    index,
    index.at,
    shape,
    shape.map((_, e) => (e === d ? 1 : 0)),
  );
}

/** y = the numbers of x that `index` names along axis `d`. */
function take(call: Call, x: Tensor, index: Tensor, d: number): () => void {
  const { y } = call;
  const [from, to] = [memoryOf(call, x), memoryOf(call, y)];
  const place = named(call, index, x, d);
  return () => {
    for (let k = 0; k < index.numel; k++) to[y.at + k] = from[place(k)];
  };
}

/** `self`, where the numbers of `src`, or one for all, meet those at the places of `index`. */
function meetAt(call: Call, index: Tensor, d: number, src: Tensor | null, meet: Meet): () => void {
  const { y, in: ins } = call;
  const words = memoryOf(call, y);
  const start = copy(call, ins.self, y);
  const place = named(call, index, y, d);
  // the index may be smaller than src: its entries go with those of src at the same places
  const from = src ? memoryOf(call, src) : Float64Array.of(Number(call.args.value));
  const own = src && places(index.shape, src.strides);
  return () => {
    start();
    for (let k = 0; k < index.numel; k++) {
      const at = place(k);
      words[at] = meet(words[at], src && own ? from[src.at + own[k]] : from[0]);
    }
  };
}

const scatter = (meet: Meet): Bind =>
  ordered((call) => {
    const { self, index, src, value } = call.in;
    const all =
      value &&
      view(
        value,
        value.at,
        index.shape,
        index.shape.map(() => 0),
      );
    return meetAt(call, index, axis(call.args.dim, self), src ?? all ?? null, meet);
  });

/** Slices of `source` put into, or added to, those of `self` that `index` names. */
const intoSlices = (meet: Meet): Bind =>
  ordered((call) => {
    const { self, index, source } = call.in;
    const { alpha = 1 } = call.args;
    const d = axis(call.args.dim, self);
    const scaled: Meet = alpha === 1 ? meet : (old, next) => meet(old, alpha * next);
    const wide = self.shape.length ? spread(index, self, d) : index;
    return meetAt(call, wide, d, source ?? null, scaled);
  });

/** Where the entries of several index tensors fall in `t`, and what lies behind each of them. */
function advanced(call: Call, t: Tensor, outcome: { shape: number[]; strides: number[] }) {
  const indices = call.lists.indices;
  const used = indices.flatMap((index, d) => (index ? [d] : []));
  const rank = Math.max(...used.map((d) => (indices[d] as Tensor).shape.length));
  const adjacent = used.every((d, i) => i === 0 || d === used[i - 1] + 1);
  const first = adjacent ? used[0] : 0;
  const rest = t.shape.map((_, d) => d).filter((d) => !used.includes(d));
  const inner = outcome.shape.map((_, e) => e).filter((e) => e < first || e >= first + rank);
  const pick = (list: number[], of: number[]) => of.map((d) => list[d]);
  const shape = outcome.shape.slice(first, first + rank);
  const axes = used.map((d) => {
    const index = indices[d] as Tensor;
    const at = places(shape, broadcast(index, shape));
    return { at, start: index.at, size: t.shape[d], step: t.strides[d] };
  });
  const { i32 } = call;
  return {
    count: product(shape),
    /** the place in `t` of entry k */
    base: (k: number) => {
      let place = t.at;
      for (const { at, start, size, step } of axes) {
        const i = i32[start + at[k]];
        place += (i < 0 ? i + size : i) * step;
      }
      return place;
    },
    behind: places(pick(t.shape, rest), pick(t.strides, rest)),
    /** the same in what comes of it */
    outer: places(shape, outcome.strides.slice(first, first + rank)),
    inner: places(pick(outcome.shape, inner), pick(outcome.strides, inner)),
  };
}

const index: Bind = ordered((call) => {
  const { y } = call;
  const x = call.in.self;
  const [from, to] = [memoryOf(call, x), memoryOf(call, y)];
  const { count, base, behind, outer, inner } = advanced(call, x, y);
  return () => {
    for (let k = 0; k < count; k++) {
      const [a, b] = [base(k), y.at + outer[k]];
      for (let r = 0; r < behind.length; r++) to[b + inner[r]] = from[a + behind[r]];
    }
  };
});

/** What an index of these tensors gives of `t`. */
function indexedShape(t: Tensor, indices: (Tensor | null)[]): number[] {
  const used = indices.flatMap((found, d) => (found ? [d] : []));
  const tensors = used.map((d) => indices[d] as Tensor);
  const rank = Math.max(...tensors.map(({ shape }) => shape.length));
  const sizes = Array.from({ length: rank }, (_, e) => {
    const own = tensors.map(({ shape }) => shape[shape.length - rank + e] ?? 1);
    return own.find((size) => size !== 1) ?? 1;
  });
  const adjacent = used.every((d, i) => i === 0 || d === used[i - 1] + 1);
  const rest = t.shape.filter((_, d) => !used.includes(d));
  const first = adjacent ? used[0] : 0;
  return [...rest.slice(0, first), ...sizes, ...rest.slice(first)];
}

const indexPut: Bind = ordered((call) => {
  const { y } = call;
  const { self, values } = call.in;
  const [mask] = call.lists.indices;
  if (mask?.dtype === "bool") {
    // one number for all places of a mask, which may have fewer axes
    const wide = [...mask.strides, ...self.shape.slice(mask.shape.length).fill(0)];
    const condition = view(mask, mask.at, self.shape, wide);
    const ins = { condition, self: values, other: self };
    return comparison.where({ ...call, in: ins }) as () => void;
  }
  const meet = call.args.accumulate ? add : put;
  const [from, to] = [memoryOf(call, values), memoryOf(call, y)];
  const shape = indexedShape(y, call.lists.indices);
  const outcome = { shape, strides: broadcast(values, shape) };
  const { count, base, behind, outer, inner } = advanced(call, y, outcome);
  const start = copy(call, self, y);
  return () => {
    start();
    for (let k = 0; k < count; k++) {
      const [a, b] = [base(k), values.at + outer[k]];
      for (let r = 0; r < behind.length; r++) {
        to[a + behind[r]] = meet(to[a + behind[r]], from[b + inner[r]]);
      }
    }
  };
});

/** A row of the weight for each index. */
const embedding: Bind = ordered((call) => {
  const { i32, y } = call;
  const { weight, indices } = call.in;
  const words = memoryOf(call, y);
  const width = weight.shape[1];
  return () => {
    for (let k = 0; k < indices.numel; k++) {
      const row = weight.at + i32[indices.at + k] * width;
      words.copyWithin(y.at + k * width, row, row + width);
    }
  };
});

/** The gradients of a row, added up; the row for padding has none. */
const embeddingBackward: Bind = ordered((call) => {
  const { f32, i32, y } = call;
  const { grad_output: g, indices } = call.in;
  const { padding_idx: padding = -1, scale_grad_by_freq: scaled = false } = call.args;
  const width = y.shape[1];
  return () => {
    f32.fill(0, y.at, y.at + y.numel);
    const counts = new Int32Array(y.shape[0]);
    for (let k = 0; k < indices.numel; k++) counts[i32[indices.at + k]]++;
    for (let k = 0; k < indices.numel; k++) {
      const row = i32[indices.at + k];
      if (row === padding) continue;
      const share = scaled ? 1 / counts[row] : 1;
      const [to, from] = [y.at + row * width, g.at + k * width];
      call.k.arith(to, from, to, 0, width, 1, ADD, share, 1, 1, 0, 0, 0);
    }
  };
});

export const indexing: Operations = {
  embedding,
  embedding_dense_backward: embeddingBackward,
  gather: ordered((call) =>
    take(call, call.in.self, call.in.index, axis(call.args.dim, call.in.self)),
  ),
  index,
  index_add: intoSlices(add),
  index_copy: intoSlices(put),
  index_fill: intoSlices(put),
  index_put: indexPut,
  index_select: ordered((call) => {
    const { self: x, index } = call.in;
    const d = axis(call.args.dim, x);
    return take(call, x, x.shape.length ? spread(index, x, d) : index, d);
  }),
  scatter: (call) => scatter(MEETINGS[call.args.reduce] ?? put)(call),
  scatter_add: scatter(add),
};
