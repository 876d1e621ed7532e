// Operations whose output is the memory of their input under another shape: arithmetic with strides.

import { type Dtype, dtypeOf, typeName } from "../dtypes";
import { direct, type Entry } from "../entry";
import { AtenError, check } from "../errors";
import { type Layout, layout } from "../layout";
import { axisOf, shown } from "../shapes";
import { type Tensor, viewOf } from "../tensors";
import { expands } from "./matrix";

const without = (list: number[], d: number) => list.filter((_, e) => e !== d);
const put = (list: number[], d: number, item: number) =>
  list.map((old, e) => (e === d ? item : old));
const insert = (list: number[], d: number, item: number) => [
  ...list.slice(0, d),
  item,
  ...list.slice(d),
];

/** A shape in which one size may be -1, for `numel` numbers. */
export function inferred(shape: number[], numel: number): number[] {
  const open = shape.indexOf(-1);
  check(shape.lastIndexOf(-1) === open, () => "only one dimension can be inferred");
  const bad = shape.find((size) => size < -1);
  check(
    bad === undefined,
    () =>
      `invalid shape dimension ${bad} at index ${shape.indexOf(bad as number)} of shape ${shown(shape)}`,
  );
  const known = shape.reduce((p, size, d) => (d === open ? p : p * size), 1);
  const fits = open < 0 ? known === numel : known > 0 ? numel % known === 0 : numel === 0;
  check(fits, () => `shape '${shown(shape)}' is invalid for input of size ${numel}`);
  if (open < 0) return shape;
  check(
    known !== 0,
    () =>
      `cannot reshape tensor of 0 elements into shape ${shown(shape)} because the unspecified dimension size -1 can be any value and is ambiguous`,
  );
  return put(shape, open, numel / known);
}

/** Strides by which a view of this shape is the same memory, or null where there are none. */
export function viewStrides(from: Layout, shape: number[]): number[] | null {
  const { numel, shape: old, strides } = from;
  if (numel === 0) {
    if (old.length === shape.length && old.every((s, d) => s === shape[d])) return strides;
    const found: number[] = new Array(shape.length);
    for (let d = shape.length - 1; d >= 0; d--) {
      found[d] = d === shape.length - 1 ? 1 : Math.max(shape[d + 1], 1) * found[d + 1];
    }
    return found;
  }
  const found = new Array<number>(shape.length);
  let at = shape.length - 1;
  let base = old.length ? strides[old.length - 1] : 1;
  let [run, filled] = [1, 1];
  for (let d = old.length - 1; d >= 0; d--) {
    run *= old[d];
    // the end of a stretch whose axes join
    if (d === 0 || (old[d - 1] !== 1 && strides[d - 1] !== run * base)) {
      while (at >= 0 && (filled < run || shape[at] === 1)) {
        found[at] = filled * base;
        filled *= shape[at--];
      }
      if (filled !== run) return null;
      if (d > 0) {
        base = strides[d - 1];
        run = 1;
        filled = 1;
      }
    }
  }
  if (!old.length) for (; at >= 0; at--) found[at] = 1;
  return at < 0 ? found : null;
}

function view(self: Tensor, size: number[]): Tensor {
  const shape = inferred(size, self.layout.numel);
  const strides = viewStrides(self.layout, shape);
  if (strides) return viewOf(self, shape, strides);
  throw new AtenError(
    "RuntimeError",
    "view size is not compatible with input tensor's size and stride (at least one dimension spans across two contiguous subspaces). Use .reshape(...) instead.",
  );
}

/** The same bytes as elements of another dtype; where those have another size, of the last axis. */
function viewDtype(self: Tensor, to: Dtype): Tensor {
  const { dtype: from, shape, strides } = self.layout;
  const last = shape.length - 1;
  const look = (sizes: number[], steps: number[], offset: number): Tensor => ({
    storage: self.storage,
    offset,
    layout: layout(to, sizes, steps),
    wrapped: false,
  });
  if (from.size === to.size) return look(shape, strides, self.offset);
  const said = `to view ${from.title} as ${to.title} (different element sizes)`;
  check(last >= 0, () => `self.dim() cannot be 0 ${said}`);
  const checkLast = () =>
    check(strides[last] === 1, () => `self.stride(-1) must be 1 ${said}, but got ${strides[last]}`);
  const [more, less] = [from.size / to.size, to.size / from.size];
  if (more > 1) {
    checkLast();
    const steps = strides.map((step, d) => (d === last ? 1 : step * more));
    return look(put(shape, last, shape[last] * more), steps, self.offset * more);
  }
  const divides = (what: string, number: number) =>
    check(
      number % less === 0,
      () => `self.${what} must be divisible by ${less} ${said}, but got ${number}`,
    );
  divides("size(-1)", shape[last]);
  divides("storage_offset()", self.offset);
  checkLast();
  strides.forEach((step, d) => {
    if (d < last) divides(`stride(${d})`, step);
  });
  const steps = strides.map((step, d) => (d === last ? 1 : step / less));
  return look(put(shape, last, shape[last] / less), steps, self.offset / less);
}

function transpose(self: Tensor, dim0: number, dim1: number): Tensor {
  const { shape, strides } = self.layout;
  const [d, e] = [axisOf(dim0, shape.length), axisOf(dim1, shape.length)];
  if (d === e) return viewOf(self, shape, strides);
  const swap = (list: number[]) => put(put(list, d, list[e]), e, list[d]);
  return viewOf(self, swap(shape), swap(strides));
}

function permute(self: Tensor, dims: number[]): Tensor {
  const { shape, strides } = self.layout;
  check(
    dims.length === shape.length,
    () =>
      `permute(sparse_coo): number of dimensions in the tensor input does not match the length of the desired ordering of dimensions i.e. input.dim() = ${shape.length} is not equal to len(dims) = ${dims.length}`,
  );
  const order = dims.map((dim) => axisOf(dim, shape.length));
  check(new Set(order).size === order.length, () => "permute(): duplicate dims are not allowed.");
  const turn = (list: number[]) => order.map((d) => list[d]);
  return viewOf(self, turn(shape), turn(strides));
}

function expand(self: Tensor, size: number[]): Tensor {
  const { shape, strides, dtype } = self.layout;
  const missing = size.length - shape.length;
  check(
    missing >= 0,
    () =>
      `expand(${typeName(dtype)}{${shown(shape)}}, size=${shown(size)}): the number of sizes provided (${size.length}) must be greater or equal to the number of dimensions in the tensor (${shape.length})`,
  );
  const wide = size.map((s, d) => {
    check(
      s !== -1 || d >= missing,
      () =>
        `The expanded size of the tensor (-1) isn't allowed in a leading, non-existing dimension ${d}`,
    );
    return s === -1 ? shape[d - missing] : s;
  });
  expands(self, wide);
  // an axis that is new gets the stride that it would have; one that is repeated has none
  const found = new Array<number>(wide.length);
  for (let d = wide.length - 1; d >= 0; d--) {
    const own = d - missing;
    const [from, step] =
      own >= 0
        ? [shape[own], strides[own]]
        : [1, d + 1 < wide.length ? wide[d + 1] * found[d + 1] : Math.min(shape.length, 1)];
    found[d] = from === 1 && wide[d] !== 1 ? 0 : step;
  }
  return viewOf(self, wide, found);
}

export function select(self: Tensor, dim: number, index: number): Tensor {
  const { shape, strides } = self.layout;
  check(shape.length > 0, () => "select() cannot be applied to a 0-dim tensor.", "IndexError");
  const d = axisOf(dim, shape.length);
  check(
    index >= -shape[d] && index < shape[d],
    () =>
      `select(): index ${index} out of range for tensor of size ${shown(shape)} at dimension ${d}`,
    "IndexError",
  );
  const i = index < 0 ? index + shape[d] : index;
  return viewOf(self, without(shape, d), without(strides, d), self.offset + i * strides[d]);
}

export function slice(
  self: Tensor,
  dim: number,
  start: number | null,
  end: number | null,
  step: number,
): Tensor {
  const { shape, strides } = self.layout;
  check(shape.length > 0, () => "slice() cannot be applied to a 0-dim tensor.", "IndexError");
  const d = axisOf(dim, shape.length);
  check(step > 0, () => "slice step must be positive");
  const size = shape[d];
  const within = (at: number, least: number) =>
    Math.min(Math.max(at < 0 ? at + size : at, least), size);
  const from = within(start ?? 0, 0);
  const to = within(end ?? size, from);
  const many = Math.max(0, Math.ceil((to - from) / step));
  return viewOf(
    self,
    put(shape, d, many),
    put(strides, d, strides[d] * step),
    self.offset + from * strides[d],
  );
}

const narrowed = (self: Tensor, d: number, from: number, many: number) =>
  slice(self, d, from, from + many, 1);

function splitSizes(self: Tensor, sizes: number[], dim: number): Tensor[] {
  const { shape } = self.layout;
  check(shape.length > 0, () => "split expects at least a 1-dimensional tensor");
  const d = axisOf(dim, shape.length);
  const size = shape[d];
  const sum = sizes.reduce((s, n) => s + n, 0);
  check(
    sum === size && sizes.every((n) => n >= 0),
    () =>
      `split_with_sizes expects split_sizes to sum exactly to ${size} (input tensor's size at dimension ${dim}), but got split_sizes=${shown(sizes)}`,
  );
  let from = 0;
  return sizes.map((n) => {
    from += n;
    return narrowed(self, d, from - n, n);
  });
}

function split(self: Tensor, size: number, dim: number): Tensor[] {
  const { shape } = self.layout;
  check(shape.length > 0, () => "split expects at least a 1-dimensional tensor");
  const d = axisOf(dim, shape.length);
  check(size >= 0, () => `split expects split_size be non-negative, but got split_size=${size}`);
  check(
    size > 0 || shape[d] === 0,
    () => `split_size can only be 0 if dimension size is 0, but got dimension size of ${shape[d]}`,
  );
  const many = size === 0 ? 1 : Math.max(1, Math.ceil(shape[d] / size));
  return Array.from({ length: many }, (_, i) =>
    narrowed(self, d, i * size, Math.min(size, shape[d] - i * size)),
  );
}

function squeeze(self: Tensor, goes: (d: number) => boolean): Tensor {
  const { shape, strides } = self.layout;
  const kept = shape.map((_, d) => d).filter((d) => shape[d] !== 1 || !goes(d));
  return viewOf(
    self,
    kept.map((d) => shape[d]),
    kept.map((d) => strides[d]),
  );
}

function unsqueeze(self: Tensor, dim: number): Tensor {
  const { shape, strides } = self.layout;
  const d = axisOf(dim, shape.length + 1);
  const step = d < shape.length ? shape[d] * strides[d] : 1;
  return viewOf(self, insert(shape, d, 1), insert(strides, d, step));
}

export function diagonal(self: Tensor, shift: number, dim1: number, dim2: number): Tensor {
  const { shape, strides } = self.layout;
  const [d, e] = [axisOf(dim1, shape.length), axisOf(dim2, shape.length)];
  check(d !== e, () => `diagonal dimensions cannot be identical ${dim1}, ${dim2}`);
  const many =
    shift >= 0
      ? Math.max(Math.min(shape[d], shape[e] - shift), 0)
      : Math.max(Math.min(shape[d] + shift, shape[e]), 0);
  const start = many === 0 ? 0 : shift >= 0 ? shift * strides[e] : -shift * strides[d];
  const rest = (list: number[]) => list.filter((_, a) => a !== d && a !== e);
  return viewOf(
    self,
    [...rest(shape), many],
    [...rest(strides), strides[d] + strides[e]],
    self.offset + start,
  );
}

function unfold(self: Tensor, dim: number, size: number, step: number): Tensor {
  const { shape, strides } = self.layout;
  const d = axisOf(dim, shape.length);
  const most = shape.length ? shape[d] : 1;
  check(size >= 0, () => `size is ${size} but must be >= 0`);
  check(
    size <= most,
    () => `maximum size for tensor at dimension ${d} is ${most} but size is ${size}`,
  );
  check(step > 0, () => `step is ${step} but must be > 0`);
  const own = shape.length ? strides[d] : 1;
  const many = Math.floor((most - size) / step) + 1;
  return viewOf(
    self,
    [...(shape.length ? put(shape, d, many) : []), size],
    [...(shape.length ? put(strides, d, own * step) : []), own],
  );
}

export function strided(
  self: Tensor,
  shape: number[],
  strides: number[],
  at: number | null,
): Tensor {
  check(shape.length === strides.length, () => "mismatch in length of strides and shape");
  check(
    strides.every((step) => step >= 0),
    () =>
      `as_strided: Negative strides are not supported at the moment, got strides: ${shown(strides)}`,
  );
  check(
    shape.every((size) => size >= 0),
    () =>
      `Storage size calculation overflowed with sizes=${shown(shape)} and strides=${shown(strides)}`,
  );
  check((at ?? 0) >= 0, () => `Tensor: invalid storage offset ${at}`);
  const found = viewOf(self, shape, strides, at ?? self.offset);
  const { numel, dtype } = found.layout;
  const last = shape.reduce((sum, size, d) => sum + (size - 1) * strides[d], found.offset);
  check(
    !numel || (last + 1) * dtype.size <= self.storage.bytes,
    () =>
      `setStorage: sizes ${shown(shape)}, strides ${shown(strides)}, storage offset ${found.offset}, and itemsize ${dtype.size} requiring a storage size of ${(last + 1) * dtype.size} are out of bounds for storage of size ${self.storage.bytes}`,
  );
  return found;
}

const alias = (self: Tensor) => ({ ...self, wrapped: false });

function t(self: Tensor): Tensor {
  const rank = self.layout.shape.length;
  check(rank <= 2, () => `t() expects a tensor with <= 2 dimensions, but self is ${rank}D`);
  return rank < 2 ? alias(self) : transpose(self, 0, 1);
}

export const views: Entry[] = [
  ...direct(
    ({ self, size }) => view(self, size),
    "view(Tensor(a) self, SymInt[] size) -> Tensor(a)",
    "_unsafe_view(Tensor self, SymInt[] size) -> Tensor",
  ),
  ...direct(
    ({ self, dtype }) => viewDtype(self, dtypeOf(dtype)),
    "view.dtype(Tensor(a) self, ScalarType dtype) -> Tensor(a)",
  ),
  ...direct(
    ({ self, size, stride }) => viewOf(self, size, stride),
    "_reshape_alias(Tensor(a) self, SymInt[] size, SymInt[] stride) -> Tensor(a)",
  ),
  ...direct(
    ({ self }) => alias(self),
    "alias(Tensor(a) self) -> Tensor(a)",
    "detach(Tensor(a) self) -> Tensor(a)",
    "lift_fresh(Tensor(a) self) -> Tensor(a)",
  ),
  ...direct(
    ({ self, size, stride, storage_offset }) => strided(self, size, stride, storage_offset),
    "as_strided(Tensor(a) self, SymInt[] size, SymInt[] stride, SymInt? storage_offset=None) -> Tensor(a)",
  ),
  ...direct(
    ({ self, dim0, dim1 }) => transpose(self, dim0, dim1),
    "transpose.int(Tensor(a) self, int dim0, int dim1) -> Tensor(a)",
  ),
  ...direct(({ self }) => t(self), "t(Tensor(a) self) -> Tensor(a)"),
  ...direct(
    ({ self, dims }) => permute(self, dims),
    "permute(Tensor(a) self, int[] dims) -> Tensor(a)",
  ),
  ...direct(
    ({ self, size }) => expand(self, size),
    "expand(Tensor(a) self, SymInt[] size, *, bool implicit=False) -> Tensor(a)",
  ),
  ...direct(
    ({ self, dim, index }) => select(self, dim, index),
    "select.int(Tensor(a) self, int dim, SymInt index) -> Tensor(a)",
  ),
  ...direct(
    ({ self, dim, start, end, step }) => slice(self, dim, start, end, step),
    "slice.Tensor(Tensor(a) self, int dim=0, SymInt? start=None, SymInt? end=None, SymInt step=1) -> Tensor(a)",
  ),
  ...direct(
    ({ self, split_size, dim }) => split(self, split_size, dim),
    "split.Tensor(Tensor(a -> *) self, SymInt split_size, int dim=0) -> Tensor(a)[]",
    "unsafe_split.Tensor(Tensor self, SymInt split_size, int dim=0) -> Tensor[]",
  ),
  ...direct(
    ({ self, split_sizes, dim }) => splitSizes(self, split_sizes, dim),
    "split_with_sizes(Tensor(a -> *) self, SymInt[] split_sizes, int dim=0) -> Tensor(a)[]",
    "unsafe_split_with_sizes(Tensor self, SymInt[] split_sizes, int dim=0) -> Tensor[]",
  ),
  ...direct(({ self, dim }) => {
    const d = axisOf(dim, self.layout.shape.length);
    check(
      self.layout.shape.length > 0,
      () => "Dimension specified as 0 but tensor has no dimensions",
      "IndexError",
    );
    return Array.from({ length: self.layout.shape[d] }, (_, i) => select(self, d, i));
  }, "unbind.int(Tensor(a -> *) self, int dim=0) -> Tensor(a)[]"),
  ...direct(({ self }) => squeeze(self, () => true), "squeeze(Tensor(a) self) -> Tensor(a)"),
  ...direct(({ self, dim }) => {
    const d = axisOf(dim, self.layout.shape.length);
    return squeeze(self, (e) => e === d);
  }, "squeeze.dim(Tensor(a) self, int dim) -> Tensor(a)"),
  ...direct(({ self, dim }) => {
    const dims = dim.map((d: number) => axisOf(d, self.layout.shape.length));
    return squeeze(self, (e) => dims.includes(e));
  }, "squeeze.dims(Tensor(a) self, int[] dim) -> Tensor(a)"),
  ...direct(
    ({ self, dim }) => unsqueeze(self, dim),
    "unsqueeze(Tensor(a) self, int dim) -> Tensor(a)",
  ),
  ...direct(
    ({ self, offset, dim1, dim2 }) => diagonal(self, offset, dim1, dim2),
    "diagonal(Tensor(a) self, int offset=0, int dim1=0, int dim2=1) -> Tensor(a)",
  ),
  ...direct(
    ({ self, dimension, size, step }) => unfold(self, dimension, size, step),
    "unfold(Tensor(a) self, int dimension, int size, int step) -> Tensor(a)",
  ),
];
