// What is found by counting: how often numbers stand in a tensor, where they would stand, how often
// something is repeated.

import { sort } from "../../engine/operations/selection";
import type { Context } from "../context";
import { bool, FLOAT, float64, int32, int64 } from "../dtypes";
import { direct, type Entry } from "../entry";
import { check } from "../errors";
import type { Args } from "../schema";
import { axisOf, checkFull, reducedAxes, reducedShape } from "../shapes";
import { type Tensor, viewOf } from "../tensors";

/** Smallest and largest numbers along an axis, or of all. */
function aminmax({ self, dim, keepdim }: Args, context: Context): Tensor[] {
  const { shape } = self.layout;
  const dims = dim === null ? [] : [axisOf(dim, shape.length)];
  check(
    !dims.some((d) => shape[d] === 0),
    () => `aminmax: Expected reduction dim ${dims[0]} to have non-zero size.`,
    "IndexError",
  );
  check(
    dims.length > 0 || self.layout.numel > 0,
    () =>
      "aminmax(): cannot compute aminmax over an empty dimension as the operation has no identity.",
  );
  return ["amin", "amax"].map((name) => context.call(name, { self, dim: dims, keepdim }));
}

function bincount({ self, weights, minlength }: Args, context: Context): Tensor {
  const { shape, dtype } = self.layout;
  const values = context.read(self);
  check(
    shape.length === 1 && dtype.kind !== FLOAT && values.every((v) => v >= 0),
    () => "bincount only supports 1-d non-negative integral inputs.",
  );
  const most = values.reduce((m, v) => Math.max(m, v), -1);
  const found = new Float64Array(Math.max(most + 1, minlength));
  const shares = weights && context.read(weights);
  values.forEach((v, i) => {
    found[v] += shares ? shares[i] : 1;
  });
  const of = weights ? (weights.layout.dtype.code === 6 ? weights.layout.dtype : float64) : int64;
  return context.from(found, of, [found.length]);
}

function histc({ self, bins, min, max }: Args, context: Context): Tensor {
  const values = context.read(self);
  let [low, high] = [min.value, max.value];
  if (low === high && values.length) {
    [low, high] = [Math.min(...values), Math.max(...values)];
    if (low === high) [low, high] = [low - 1, high + 1];
  }
  const found = new Float64Array(bins);
  for (const v of values) {
    if (!(v >= low && v <= high)) continue;
    found[Math.min(bins - 1, Math.floor(((v - low) / (high - low)) * bins))]++;
  }
  return context.from(found, self.layout.dtype, [bins]);
}

/** How many of a sorted line are below a number, or not above it. */
function placeIn(line: Float64Array, value: number, right: boolean): number {
  let [from, to] = [0, line.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    const before = right ? !(line[middle] > value) : !(line[middle] >= value);
    if (before) from = middle + 1;
    else to = middle;
  }
  return from;
}

function searchsorted(a: Args, context: Context): Tensor {
  const sequence: Tensor = a.sorted_sequence ?? a.boundaries;
  const given = a.self;
  const line = sequence.layout.shape.at(-1) ?? 0;
  const all = context.read(sequence);
  const single = sequence.layout.shape.length === 1;
  const values = "layout" in given ? context.read(given) : [given.value];
  const shape: number[] = "layout" in given ? given.layout.shape : [];
  const wide = shape.at(-1) ?? 1;
  const right = a.right || a.side === "right";
  const found = Float64Array.from(values as ArrayLike<number>, (value, i) => {
    const row = single ? 0 : Math.floor(i / wide) * line;
    return placeIn(all.subarray(row, row + line), value, right);
  });
  return context.from(found, a.out_int32 ? int32 : int64, shape);
}

function isin({ elements, test_elements: tested, invert }: Args, context: Context): Tensor {
  const known = new Set(context.read(tested));
  const found = context.read(elements).map((v) => Number(known.has(v) !== invert));
  return context.from(found, bool, elements.layout.shape);
}

/** Runs of equal numbers, each once. */
function consecutive({ self, return_inverse, return_counts, dim }: Args, context: Context) {
  check(
    dim === null,
    () => "The page finds runs of numbers alone, not of slices.",
    "NotImplementedError",
  );
  const { dtype, shape } = self.layout;
  const different: number[] = [];
  const counts: number[] = [];
  const inverse = context.read(self).map((v, i, all) => {
    if (i === 0 || v !== all[i - 1]) {
      different.push(v);
      counts.push(0);
    }
    counts[counts.length - 1]++;
    return different.length - 1;
  });
  return [
    context.from(different, dtype, [different.length]),
    return_inverse ? context.from(inverse, int64, shape) : context.from([], int64, [0]),
    return_counts ? context.from(counts, int64, [counts.length]) : context.from([], int64, [0]),
  ];
}

/** Each place as often as its number says. */
function repeatInterleave({ repeats, output_size }: Args, context: Context): Tensor {
  check(
    repeats.layout.shape.length === 1,
    () => "repeat_interleave only accept 1D vector as repeat",
  );
  check(
    repeats.layout.dtype === int64 || repeats.layout.dtype === int32,
    () => `"repeat_interleave_cpu" not implemented for '${repeats.layout.dtype.title}'`,
    "NotImplementedError",
  );
  const counts = [...context.read(repeats)];
  check(
    counts.every((n) => n >= 0),
    () => "repeats can not be negative",
  );
  const found = counts.flatMap((n, i) => new Array<number>(n).fill(i));
  check(
    output_size === null || output_size === found.length,
    () => "allocated size does not match required size",
  );
  return context.from(found, repeats.layout.dtype, [found.length]);
}

/** Rows and columns on one side of a diagonal. */
const triangle =
  (upper: boolean) =>
  ({ row, col, offset, dtype }: Args, context: Context): Tensor => {
    check(row >= 0, () => `row must be non-negative, got${row}`);
    check(col >= 0, () => `col must be non-negative, got${col}`);
    const places: [number, number][] = [];
    for (let i = 0; i < row; i++) {
      for (let j = 0; j < col; j++)
        if (upper ? j - i >= offset : j - i <= offset) places.push([i, j]);
    }
    const flat = [...places.map(([i]) => i), ...places.map(([, j]) => j)];
    const as = dtype === null || dtype === 4 ? int64 : int32;
    return context.from(flat, as, [2, places.length]);
  };

/** Σ of the numbers that are some, along some axes. */
function nansum({ self, dim, keepdim, dtype }: Args, context: Context): Tensor {
  const known = context.call("nan_to_num", {
    self,
    posinf: Number.POSITIVE_INFINITY,
    neginf: Number.NEGATIVE_INFINITY,
  });
  const found = context.call("sum.dim_IntList", { self: known, dim, keepdim, dtype });
  context.tensors.drop(known.storage);
  return found;
}

/** The largest or least so far along an axis, and where it stood. */
const extreme =
  (sign: number) =>
  ({ self, dim }: Args, context: Context): Tensor[] => {
    const { shape, dtype } = self.layout;
    const d = axisOf(dim, shape.length);
    const values = context.read(self);
    const places = new Float64Array(values.length);
    const length = shape[d] ?? 1;
    const inner = shape.slice(d + 1).reduce((p: number, s: number) => p * s, 1);
    for (let start = 0; start < values.length; start += length * inner) {
      for (let i = start; i < start + inner; i++) {
        let best = 0;
        for (let j = 1; j < length; j++) {
          const [v, so] = [values[i + j * inner], values[i + (j - 1) * inner]];
          if (Number.isNaN(v) || (!Number.isNaN(so) && sign * v >= sign * so)) best = j;
          else values[i + j * inner] = so;
          places[i + j * inner] = best;
        }
      }
    }
    return [context.from(values, dtype, shape), context.from(places, int64, shape)];
  };

function trace({ self }: Args, context: Context): Tensor {
  const { shape, strides } = self.layout;
  check(shape.length === 2, () => "trace: expected a matrix");
  const many = Math.min(shape[0], shape[1]);
  return context.call("sum", { self: viewOf(self, [many], [strides[0] + strides[1]]) });
}

/** Numbers at places that are counted through the whole tensor. */
function take({ self, index }: Args, context: Context): Tensor {
  const values = context.read(self);
  const places = context.read(index);
  const found = places.map((i) => {
    check(
      i < values.length && i >= -values.length,
      () => `out of range: tried to access index ${i} on a tensor of ${values.length} elements.`,
      "IndexError",
    );
    return values[i < 0 ? i + values.length : i];
  });
  return context.from(found, self.layout.dtype, index.layout.shape);
}

/** The number that stands most often along an axis, the least of them, and the last of its places. */
function mode({ self, dim, keepdim }: Args, context: Context): Tensor[] {
  const { shape, dtype } = self.layout;
  const d = axisOf(dim, shape.length);
  checkFull("mode", shape, d);
  const sizes = shape.map((s: number, e: number) => (e === d ? 1 : s));
  const order = [...shape.keys()].filter((e) => e !== d);
  const turned = shape.length
    ? viewOf(
        self,
        [...order.map((e: number) => shape[e]), shape[d]],
        [...order.map((e: number) => self.layout.strides[e]), self.layout.strides[d]],
      )
    : self;
  const values = context.read(turned);
  const length = shape[d] ?? 1;
  const [found, places]: number[][] = [[], []];
  for (let at = 0; at < values.length; at += length) {
    const line = values.subarray(at, at + length);
    const order = Int32Array.from(line, (_, j) => j);
    sort(order, 0, length, (i, j) => line[i] < line[j]);
    let [most, count, best] = [0, 0, 0];
    for (let j = 0; j < length; j++) {
      count++;
      if (j < length - 1 && line[order[j]] === line[order[j + 1]]) continue;
      if (count > most) [most, best] = [count, order[j]];
      count = 0;
    }
    found.push(line[best]);
    places.push(best);
  }
  const left = reducedShape(keepdim ? sizes : shape, reducedAxes([d], shape.length), keepdim);
  return [context.from(found, dtype, left), context.from(places, int64, left)];
}

const OPTIONS =
  "ScalarType? dtype=4, Layout? layout=None, Device? device=None, bool? pin_memory=None";

export const countings: Entry[] = [
  ...direct(
    aminmax,
    "aminmax(Tensor self, *, int? dim=None, bool keepdim=False) -> (Tensor min, Tensor max)",
  ),
  ...direct(bincount, "bincount(Tensor self, Tensor? weights=None, SymInt minlength=0) -> Tensor"),
  ...direct(histc, "histc(Tensor self, int bins=100, Scalar min=0, Scalar max=0) -> Tensor"),
  ...direct(
    searchsorted,
    "searchsorted.Tensor(Tensor sorted_sequence, Tensor self, *, bool out_int32=False, bool right=False, str? side=None, Tensor? sorter=None) -> Tensor",
    "searchsorted.Scalar(Tensor sorted_sequence, Scalar self, *, bool out_int32=False, bool right=False, str? side=None, Tensor? sorter=None) -> Tensor",
    "bucketize.Tensor(Tensor self, Tensor boundaries, *, bool out_int32=False, bool right=False) -> Tensor",
    "bucketize.Scalar(Scalar self, Tensor boundaries, *, bool out_int32=False, bool right=False) -> Tensor",
  ),
  ...direct(
    isin,
    "isin.Tensor_Tensor(Tensor elements, Tensor test_elements, *, bool assume_unique=False, bool invert=False) -> Tensor",
  ),
  ...direct(
    consecutive,
    "unique_consecutive(Tensor self, bool return_inverse=False, bool return_counts=False, int? dim=None) -> (Tensor, Tensor, Tensor)",
  ),
  ...direct(
    repeatInterleave,
    "repeat_interleave.Tensor(Tensor repeats, *, SymInt? output_size=None) -> Tensor",
  ),
  ...direct(
    triangle(false),
    `tril_indices(int row, int col, int offset=0, *, ${OPTIONS}) -> Tensor`,
  ),
  ...direct(
    triangle(true),
    `triu_indices(int row, int col, int offset=0, *, ${OPTIONS}) -> Tensor`,
  ),
  ...direct(
    nansum,
    "nansum(Tensor self, int[1]? dim=None, bool keepdim=False, *, ScalarType? dtype=None) -> Tensor",
  ),
  ...direct(extreme(1), "cummax(Tensor self, int dim) -> (Tensor values, Tensor indices)"),
  ...direct(extreme(-1), "cummin(Tensor self, int dim) -> (Tensor values, Tensor indices)"),
  ...direct(trace, "trace(Tensor self) -> Tensor"),
  ...direct(take, "take(Tensor self, Tensor index) -> Tensor"),
  ...direct(
    mode,
    "mode(Tensor self, int dim=-1, bool keepdim=False) -> (Tensor values, Tensor indices)",
  ),
];
