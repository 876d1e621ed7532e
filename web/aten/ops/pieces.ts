// Copies of tensors and of their parts, put together or in another order.

import type { Context } from "../context";
import { checkFits, type Dtype, dtypeOf, resultType } from "../dtypes";
import { direct, type Entry, planned } from "../entry";
import { check } from "../errors";
import {
  channelsLast,
  inOrder,
  isChannelsLast,
  isChannelsLastContiguous,
  type Layout,
  layout,
} from "../layout";
import { checkApart, checkWritten } from "../overlap";
import type { Args, Num } from "../schema";
import { axisOf, broadcastShapes, each, shown } from "../shapes";
import type { Tensor } from "../tensors";
import { checkFilled, likeStrides } from "./factory";
import { fixed } from "./fixed";
import { expands } from "./matrix";
import { diagonal, select, slice, strided } from "./views";

/** A copy of another dtype, or that lies otherwise. */
function copyOf(self: Tensor, context: Context, dtype: Dtype, format: number | null): Tensor {
  const t = context.empty(dtype, self.layout.shape, likeStrides(self.layout, format));
  context.copy(self, t);
  return t;
}

function promoted(tensors: Tensor[]): Dtype {
  return resultType(
    tensors.map(({ layout: { dtype, shape }, wrapped }) => ({
      dtype,
      rank: shape.length,
      wrapped,
    })),
  );
}

/** A tensor that lies as this one to the letter, gaps and all, unless its elements share memory. */
function twin({ layout: of }: Tensor, context: Context): Tensor {
  const shares = of.strides.some((step, d) => step === 0 && of.shape[d] > 1);
  return context.empty(of.dtype, of.shape, shares ? likeStrides(of, null) : of.strides);
}

/** An empty vector, which torch lets stand among tensors of any shape. */
const passedOver = ({ layout: { shape } }: Tensor) => shape.length === 1 && shape[0] === 0;

function cat({ tensors, dim }: Args, context: Context): Tensor {
  const all = tensors as Tensor[];
  check(all.length > 0, () => "torch.cat(): expected a non-empty list of Tensors", "ValueError");
  all.forEach((t, i) => {
    check(
      t.layout.shape.length > 0,
      () => `zero-dimensional tensor (at position ${i}) cannot be concatenated`,
    );
  });
  const dtype = promoted(all);
  const used = all.map((t, i) => ({ t, i })).filter(({ t }) => !passedOver(t));
  if (!used.length) return context.empty(dtype, [0]);
  const [{ t: first }] = used;
  const { shape } = first.layout;
  const d = axisOf(dim, shape.length);
  let length = 0;
  for (const { t, i } of used) {
    const own = t.layout.shape;
    check(
      own.length === shape.length,
      () => `Tensors must have same number of dimensions: got ${shape.length} and ${own.length}`,
    );
    own.forEach((size, e) => {
      check(
        e === d || size === shape[e],
        () =>
          `Sizes of tensors must match except in dimension ${d}. Expected size ${shape[e]} but got size ${size} for tensor number ${i} in the list.`,
      );
    });
    length += own[d];
  }
  const whole = shape.map((size, e) => (e === d ? length : size));
  const last = used.every(({ t }) => isChannelsLast(t.layout));
  const y = context.empty(dtype, whole, last ? channelsLast(whole) : inOrder(whole));
  let from = 0;
  for (const { t } of used) {
    const size = t.layout.shape[d];
    context.copy(t, slice(y, d, from, from + size, 1));
    from += size;
  }
  return y;
}

function stack({ tensors, dim }: Args, context: Context): Tensor {
  const all = tensors as Tensor[];
  check(all.length > 0, () => "stack expects a non-empty TensorList");
  const { shape } = all[0].layout;
  all.forEach((t, i) => {
    check(
      String(t.layout.shape) === String(shape),
      () =>
        `stack expects each tensor to be equal size, but got ${shown(shape)} at entry 0 and ${shown(t.layout.shape)} at entry ${i}`,
    );
  });
  const d = axisOf(dim, shape.length + 1);
  const y = context.empty(promoted(all), [...shape.slice(0, d), all.length, ...shape.slice(d)]);
  all.forEach((t, i) => {
    context.copy(t, select(y, d, i));
  });
  return y;
}

/** The part of `t` that an operation with these arguments writes. */
type Part = (t: Tensor, a: Args) => Tensor;

const PARTS: Record<string, Part> = {
  as_strided: (t, { size, stride, storage_offset }) => strided(t, size, stride, storage_offset),
  diagonal: (t, { offset, dim1, dim2 }) => diagonal(t, offset, dim1, dim2),
  select: (t, { dim, index }) => select(t, dim, index),
  slice: (t, { dim, start, end, step }) => slice(t, dim, start, end, step),
};

/** `self` with a part of it from `src`. */
const scatter =
  (part: Part) =>
  (a: Args, context: Context): Tensor => {
    const y = twin(a.self, context);
    context.copy(a.self, y);
    const into = part(y, a);
    check(
      String(into.layout.shape) === String(a.src.layout.shape),
      () =>
        `expected src to have a size equal to the slice of self. src size = ${shown(a.src.layout.shape)}, slice size = ${shown(into.layout.shape)}`,
    );
    context.copy(a.src, into);
    return y;
  };

/** Zeros but for a part, which is the gradient of that part. */
const backward =
  (part: Part) =>
  (a: Args, context: Context): Tensor => {
    const y = context.empty(a.grad_output.layout.dtype, a.input_sizes);
    context.fill(y, 0);
    context.copy(a.grad_output, part(y, a));
    return y;
  };

function pad({ self, pad: sizes, value }: Args): Layout[] {
  const { shape, dtype } = self.layout as Layout;
  check(
    sizes.length % 2 === 0,
    () => `Length of pad must be even but instead it equals ${sizes.length}`,
  );
  check(
    sizes.length <= 2 * shape.length,
    () =>
      `Length of pad should be no more than twice the number of dimensions of the input. Pad length is ${sizes.length} while the input has ${shape.length} dimensions.`,
  );
  const wide = shape.map((size, d) => {
    const i = 2 * (shape.length - 1 - d);
    const [before, after] = [sizes[i] ?? 0, sizes[i + 1] ?? 0];
    const found = size + before + after;
    check(found >= 0 && size + before >= 0, () => "narrow(): length must be non-negative.");
    return found;
  });
  if (value) checkFits(value, dtype, true);
  if (sizes.every((size: number) => size <= 0)) {
    // what is left, as a copy of it lies
    return [layout(dtype, wide, likeStrides(layout(dtype, wide, self.layout.strides), null))];
  }
  const last = isChannelsLastContiguous(self.layout) && !self.layout.contiguous;
  return [layout(dtype, wide, last ? channelsLast(wide) : inOrder(wide))];
}

/** Raises unless there are two axes. */
const triangle = ({ self }: Args) => {
  check(self.layout.shape.length >= 2, () => "tril: input tensor must have at least 2 dimensions");
  return [layout(self.layout.dtype, self.layout.shape)];
};

const repeated = ({ self, repeats }: Args) => {
  const { shape, dtype } = self.layout as Layout;
  check(
    repeats.length >= shape.length,
    () =>
      "Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor",
  );
  const missing = repeats.length - shape.length;
  return [
    layout(
      dtype,
      repeats.map((times: number, d: number) => times * (d < missing ? 1 : shape[d - missing])),
    ),
  ];
};

const rolled = ({ self, shifts, dims }: Args) => {
  check(shifts.length > 0, () => "`shifts` required");
  check(
    (dims.length === 0 && shifts.length === 1) || dims.length === shifts.length,
    () => `shifts and dimensions must align. shifts: ${shifts.length}, dims:${dims.length}`,
  );
  const { dtype, shape, numel } = self.layout as Layout;
  const one = shifts.length === 1 && dims.length === 1;
  for (const dim of numel ? dims : []) {
    check(
      shape.length > 0,
      () => `Dimension specified as ${dim} but tensor has no dimensions`,
      "IndexError",
    );
    axisOf(dim, shape.length);
  }
  // torch clones what is empty, and puts anything else together anew
  return [
    numel || !one ? layout(dtype, shape) : layout(dtype, shape, likeStrides(self.layout, null)),
  ];
};

const shuffled = (up: boolean) => (a: Args) => {
  const { shape, dtype } = a.self.layout as Layout;
  const r = up ? a.upscale_factor : a.downscale_factor;
  const [c, h, w] = shape.slice(-3);
  const name = up ? "pixel_shuffle" : "pixel_unshuffle";
  check(
    shape.length >= 3,
    () =>
      `${name} expects input to have at least 3 dimensions, but got input with ${shape.length} dimension(s)`,
  );
  check(
    !up || c % (r * r) === 0,
    () =>
      `pixel_shuffle expects its input's 'channel' dimension to be divisible by the square of upscale_factor, but input.size(-3)=${c} is not divisible by ${r * r}`,
  );
  check(
    up || (h % r === 0 && w % r === 0),
    () =>
      `pixel_unshuffle expects height to be divisible by downscale_factor, but input.size(-2)=${h} is not divisible by ${r}`,
  );
  const size = up ? [c / (r * r), h * r, w * r] : [c * r * r, h / r, w / r];
  return [layout(dtype, [...shape.slice(0, -3), ...size])];
};

const moves = { moves: true };

export const pieces: Entry[] = [
  ...direct(
    ({ self, memory_format }, context) => copyOf(self, context, self.layout.dtype, memory_format),
    "clone(Tensor self, *, MemoryFormat? memory_format=None) -> Tensor",
  ),
  ...direct(
    ({ self, dtype, memory_format }, context) =>
      copyOf(self, context, dtype === null ? self.layout.dtype : dtypeOf(dtype), memory_format),
    "_to_copy(Tensor self, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, bool non_blocking=False, MemoryFormat? memory_format=None) -> Tensor",
  ),
  ...direct(({ self, src }, context) => {
    expands(src, self.layout.shape);
    const y = twin(self, context);
    context.copy(src, y);
    return y;
  }, "copy(Tensor self, Tensor src, bool non_blocking=False) -> Tensor"),
  ...direct(({ self, src }, context) => {
    checkApart(self, [src]);
    const { shape } = self.layout;
    const wide = broadcastShapes(shape, src.layout.shape);
    check(
      `${wide}` === `${shape}`,
      () => `output with shape ${shown(shape)} doesn't match the broadcast shape ${shown(wide)}`,
    );
    const same = src.storage === self.storage && src.offset === self.offset;
    if (same && src.layout === self.layout) return self;
    checkWritten(self);
    context.write(src, self);
    return self;
  }, "copy_(Tensor(a!) self, Tensor src, bool non_blocking=False) -> Tensor(a!)"),
  ...direct(
    ({ self, value }, context) => {
      const y = context.empty(self.layout.dtype, self.layout.shape, likeStrides(self.layout, null));
      context.fill(y, numberFor(self, value, context));
      return y;
    },
    "fill.Scalar(Tensor self, Scalar value) -> Tensor",
    "fill.Tensor(Tensor self, Tensor value) -> Tensor",
  ),
  ...direct(
    ({ self, value }, context) => {
      context.fill(self, numberFor(self, value, context));
      return self;
    },
    "fill_.Scalar(Tensor(a!) self, Scalar value) -> Tensor(a!)",
    "fill_.Tensor(Tensor(a!) self, Tensor value) -> Tensor(a!)",
  ),
  ...direct(({ self }, context) => {
    context.fill(self, 0);
    return self;
  }, "zero_(Tensor(a!) self) -> Tensor(a!)"),
  ...direct(cat, "cat(Tensor[] tensors, int dim=0) -> Tensor"),
  ...direct(stack, "stack(Tensor[] tensors, int dim=0) -> Tensor"),
  ...direct(
    scatter(PARTS.as_strided),
    "as_strided_scatter(Tensor self, Tensor src, SymInt[] size, SymInt[] stride, SymInt? storage_offset=None) -> Tensor",
  ),
  ...direct(
    scatter(PARTS.diagonal),
    "diagonal_scatter(Tensor self, Tensor src, int offset=0, int dim1=0, int dim2=1) -> Tensor",
  ),
  ...direct(
    scatter(PARTS.select),
    "select_scatter(Tensor self, Tensor src, int dim, SymInt index) -> Tensor",
  ),
  ...direct(
    scatter(PARTS.slice),
    "slice_scatter(Tensor self, Tensor src, int dim=0, SymInt? start=None, SymInt? end=None, SymInt step=1) -> Tensor",
  ),
  ...direct(
    backward(PARTS.diagonal),
    "diagonal_backward(Tensor grad_output, SymInt[] input_sizes, int offset, int dim1, int dim2) -> Tensor",
  ),
  ...direct(
    backward(PARTS.select),
    "select_backward(Tensor grad_output, SymInt[] input_sizes, int dim, SymInt index) -> Tensor",
  ),
  ...direct(
    backward(PARTS.slice),
    "slice_backward(Tensor grad_output, SymInt[] input_sizes, int dim, SymInt start, SymInt end, SymInt step) -> Tensor",
  ),
  ...planned(
    fixed("constant_pad_nd", pad),
    "constant_pad_nd(Tensor self, SymInt[] pad, Scalar value=0) -> Tensor",
  ),
  ...planned(
    fixed(
      "flip",
      ({ self, dims }) => {
        const { shape, dtype } = self.layout as Layout;
        const axes = dims.map((dim: number) => axisOf(dim, shape.length));
        check(
          new Set(axes).size === axes.length,
          () =>
            `dim ${axes.find((d: number, i: number) => axes.indexOf(d) !== i)} appears multiple times in the list of dims`,
        );
        return [layout(dtype, shape, likeStrides(self.layout, null))];
      },
      // of a number alone nothing is turned
      { ...moves, args: ({ self, dims }) => ({ dims: self.layout.shape.length ? dims : [] }) },
    ),
    "flip(Tensor self, int[] dims) -> Tensor",
  ),
  ...planned(
    fixed("roll", rolled, {
      ...moves,
      args: ({ shifts, dims }) => ({ shifts: each(shifts, shifts.length), dims }),
    }),
    "roll(Tensor self, SymInt[1] shifts, int[1] dims=[]) -> Tensor",
  ),
  ...planned(fixed("repeat", repeated, moves), "repeat(Tensor self, SymInt[] repeats) -> Tensor"),
  ...planned(fixed("tril", triangle), "tril(Tensor self, SymInt diagonal=0) -> Tensor"),
  ...planned(fixed("triu", triangle), "triu(Tensor self, SymInt diagonal=0) -> Tensor"),
  ...planned(
    fixed("pixel_shuffle", shuffled(true), moves),
    "pixel_shuffle(Tensor self, int upscale_factor) -> Tensor",
  ),
  ...planned(
    fixed("pixel_unshuffle", shuffled(false), moves),
    "pixel_unshuffle(Tensor self, int downscale_factor) -> Tensor",
  ),
  ...planned(
    fixed("channel_shuffle", ({ self }) => [layout(self.layout.dtype, self.layout.shape)], moves),
    "channel_shuffle(Tensor self, SymInt groups) -> Tensor",
  ),
];

/** A number that has a place in a tensor, or what a tensor of one number holds, which is copied. */
function numberFor(self: Tensor, value: Tensor | Num, context: Context): number {
  if (!("layout" in value)) {
    checkFilled(value, self.layout);
    return value.value;
  }
  const rank = value.layout.shape.length;
  check(
    rank === 0,
    () => `fill_ only supports 0-dimension value tensor but got tensor with ${rank} dimensions.`,
  );
  return context.read(value)[0];
}
