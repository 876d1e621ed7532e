// Tensors put together from parts of others, or in another order.

import { product, type Tensor } from "../tensor";
import { alike, dense } from "./by-kernel";
import {
  axis,
  type Bind,
  type Call,
  copy,
  each,
  memoryOf,
  type Operations,
  ordered,
} from "./operation";
import { diagonal, reversed, select, slice, sliceOf, view } from "./parts";

const all = (runs: (() => void)[]) => () => {
  for (const run of runs) run();
};

/** Copy the first of each pair into the second. */
const copies = (call: Call, pairs: [Tensor, Tensor][]) =>
  all(pairs.map(([from, to]) => copy(call, from, to)));

/** The part of `t` that an op with these arguments writes. */
type Part = (t: Tensor, args: Call["args"]) => Tensor;

const PARTS: Record<string, Part> = {
  as_strided: (t, { size, stride, storage_offset: at }) => view(t, t.at + (at ?? 0), size, stride),
  diagonal: (t, { offset = 0, dim1 = 0, dim2 = 1 }) =>
    diagonal(t, offset, axis(dim1, t), axis(dim2, t)),
  select: (t, { dim, index }) => select(t, axis(dim, t), index),
  slice: (t, { dim = 0, start, end, step }) =>
    sliceOf(t, axis(dim, t), start ?? 0, end ?? undefined, step ?? 1),
};

/** `self` with a part of it from `src`. */
const scatter = (part: Part): Bind =>
  ordered((call) => {
    const { self, src } = call.in;
    return copies(call, [
      [self, call.y],
      [src, part(call.y, call.args)],
    ]);
  }, false);

/** Zeros but for a part, which is the gradient of that part. */
const backward = (part: Part): Bind =>
  ordered((call) => {
    const { y } = call;
    const write = copy(call, call.in.grad_output, part(y, call.args));
    const words = memoryOf(call, y);
    return () => {
      words.fill(0, y.at, y.at + y.numel);
      write();
    };
  }, false);

const cat: Bind = (call) => {
  const { y } = call;
  const d = axis(call.args.dim ?? 0, y);
  // torch lets an empty vector stand among others
  const tensors = (call.lists.tensors as Tensor[]).filter((t) => t.numel);
  let from = 0;
  const pairs = tensors.map((t): [Tensor, Tensor] => {
    from += t.shape[d];
    return [t, slice(y, d, from - t.shape[d], t.shape[d])];
  });
  return copies(call, pairs);
};

const stack: Bind = (call) => {
  const d = axis(call.args.dim ?? 0, call.y);
  const tensors = call.lists.tensors as Tensor[];
  return copies(
    call,
    tensors.map((t, i) => [t, select(call.y, d, i)]),
  );
};

/** Each axis moved by its shift, what falls off at its end put in at its start. */
const roll: Bind = (call) => {
  const { self: x } = call.in;
  const flat = !(call.args.dims ?? []).length;
  const dims = flat ? [0] : (call.args.dims as number[]);
  const shifts = each(call.args.shifts, dims.length, []);
  const line = (t: Tensor) => view(t, t.at, [t.numel], [1]);
  let pairs: [Tensor, Tensor][] = flat ? [[line(x), line(call.y)]] : [[x, call.y]];
  dims.forEach((dim, i) => {
    const d = axis(dim, pairs[0][0]);
    const size = pairs[0][0].shape[d];
    const shift = size && ((shifts[i] % size) + size) % size;
    pairs = pairs.flatMap(([from, to]): [Tensor, Tensor][] => [
      [slice(from, d, 0, size - shift), slice(to, d, shift, size - shift)],
      [slice(from, d, size - shift, shift), slice(to, d, 0, shift)],
    ]);
  });
  return copies(call, pairs);
};

/** y as (times, size) of each axis, so that a copy of `self` goes to all of them. */
const repeat: Bind = (call) => {
  const { self: x } = call.in;
  const { y } = call;
  const missing = y.shape.length - x.shape.length;
  const sizes = y.shape.map((_, d) => (d < missing ? 1 : x.shape[d - missing]));
  const shape = sizes.flatMap((size, d) => [size ? y.shape[d] / size : 1, size]);
  const strides = sizes.flatMap((size, d) => [size * y.strides[d], y.strides[d]]);
  const from = sizes.flatMap((size) => [1, size]);
  const own = sizes.flatMap((_, d) => [0, d < missing ? 0 : x.strides[d - missing]]);
  return copy(call, view(x, x.at, from, own), view(y, y.at, shape, strides));
};

/** `pad` counts from the last axis, its start and its end; below 0 it cuts off. */
const constantPad: Bind = ordered((call) => {
  const { y } = call;
  const { pad, value = 0 } = call.args;
  let [from, to]: Tensor[] = [call.in.self, y];
  for (let i = 0; i < pad.length / 2; i++) {
    const d = y.shape.length - 1 - i;
    const [before, after] = [pad[2 * i], pad[2 * i + 1]];
    const count = Math.max(0, from.shape[d] + Math.min(before, 0) + Math.min(after, 0));
    from = slice(from, d, Math.max(-before, 0), count);
    to = slice(to, d, Math.max(before, 0), count);
  }
  const write = copy(call, from, to);
  const words = memoryOf(call, y);
  return () => {
    words.fill(Number(value), y.at, y.at + y.numel);
    write();
  };
}, false);

/** Zeros on one side of a diagonal of the last two axes. */
const triangle = (upper: boolean): Bind =>
  ordered((call) => {
    const { y } = call;
    const [rows, columns] = y.shape.slice(-2);
    const { diagonal: shift = 0 } = call.args;
    const write = copy(call, call.in.self, y);
    const words = memoryOf(call, y);
    return () => {
      write();
      for (let at = y.at; at < y.at + y.numel; at += rows * columns) {
        for (let i = 0; i < rows; i++) {
          const edge = Math.min(Math.max(i + shift + (upper ? 0 : 1), 0), columns);
          const row = at + i * columns;
          words.fill(0, upper ? row : row + edge, upper ? row + edge : row + columns);
        }
      }
    };
  }, false);

/** x (…, c r r, h, w) and y (…, c, h r, w r) as the same six axes. */
function shuffled(small: Tensor, large: Tensor, r: number): [Tensor, Tensor] {
  const [c, h, w] = small.shape.slice(-3);
  const n = product(small.shape.slice(0, -3));
  const shape = [n, c / (r * r), h, r, w, r];
  const [wide, image] = [w * r, (c / (r * r)) * h * r * w * r];
  return [
    view(small, small.at, shape, [c * h * w, r * r * h * w, w, r * h * w, 1, h * w]),
    view(large, large.at, shape, [image, h * r * wide, r * wide, wide, r, 1]),
  ];
}

/** Copies of `self`, whatever its dtype becomes. */
const clone: Bind = (call) => copy(call, call.in.self, call.y);

export const pieces: Operations = {
  _to_copy: (call) => {
    const { k, y, in: ins } = call;
    const { self: x } = ins;
    const same = dense(x) && dense(y) && alike(x, y);
    if (y.dtype !== "float32" || x.dtype === "float32" || !same) return clone(call);
    return () => k.floats(x.at, y.at, y.numel);
  },
  as_strided_scatter: scatter(PARTS.as_strided),
  cat,
  channel_shuffle: ordered((call) => {
    const { self: x } = call.in;
    const [n, c] = x.shape;
    const { groups } = call.args;
    const plane = x.numel / (n * c);
    const shape = [n, groups, c / groups, plane];
    const from = view(x, x.at, shape, [c * plane, (c / groups) * plane, plane, 1]);
    const to = view(call.y, call.y.at, shape, [c * plane, plane, groups * plane, 1]);
    return copy(call, from, to);
  }),
  clone,
  constant_pad_nd: constantPad,
  copy: (call) => copy(call, call.in.src, call.y),
  diagonal_backward: backward(PARTS.diagonal),
  diagonal_scatter: scatter(PARTS.diagonal),
  flip: (call) => {
    const { self } = call.in;
    const dims: number[] = [call.args.dims].flat();
    return copy(
      call,
      dims.reduce((t, dim) => reversed(t, axis(dim, self)), self),
      call.y,
    );
  },
  pixel_shuffle: ordered((call) => {
    const [small, large] = shuffled(call.in.self, call.y, call.args.upscale_factor);
    return copy(call, small, large);
  }),
  pixel_unshuffle: ordered((call) => {
    const [small, large] = shuffled(call.y, call.in.self, call.args.downscale_factor);
    return copy(call, large, small);
  }),
  repeat,
  roll: ordered(roll),
  select_backward: backward(PARTS.select),
  select_scatter: scatter(PARTS.select),
  slice_backward: backward(PARTS.slice),
  slice_scatter: scatter(PARTS.slice),
  stack,
  tril: triangle(false),
  triu: triangle(true),
};
