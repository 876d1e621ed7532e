// Numbers taken from, put into or added to places that other tensors name.

import type { Context, Inspect } from "../context";
import { bool, checkFits, type Dtype, int32, int64, uint8 } from "../dtypes";
import { direct, type Entry, planned } from "../entry";
import { AtenError, check } from "../errors";
import { inOrder, layout, orderedAs } from "../layout";
import type { Args } from "../schema";
import { axisOf, broadcastShapes, repeated, shown } from "../shapes";
import { type Tensor, viewOf } from "../tensors";
import { likeStrides } from "./factory";
import { fixed } from "./fixed";
import { along, inspected, outOfBounds, within } from "./places";
import { viewStrides } from "./views";

const shapeOf = (t: Tensor) => t.layout.shape;

const byDim = within({
  of: "index",
  size: along,
  kind: () => "RuntimeError",
  sentence: outOfBounds,
});

const IN_SELF = "index out of range in self";

/** torch takes columns by another way than slices, with words of its own. */
const ofColumns = ({ self, dim }: Args) =>
  shapeOf(self).length > 1 && axisOf(dim, shapeOf(self).length) === 1;
const inSelf = within({
  of: "index",
  size: along,
  kind: (a) => (ofColumns(a) ? "RuntimeError" : "IndexError"),
  sentence: (i, a) =>
    ofColumns(a) ? `INDICES element is out of DATA bounds, id=${i} axis_dim=${along(a)}` : IN_SELF,
});

/** What torch says where slices of self meet others; it adds to a vector by another way. */
const SLICES: Record<string, Inspect> = {
  index_add: within({
    of: "index",
    size: along,
    kind: ({ self }) => (shapeOf(self).length > 1 ? "RuntimeError" : "IndexError"),
    sentence: (i, a) => (shapeOf(a.self).length > 1 ? outOfBounds(i, a) : IN_SELF),
  }),
  index_copy: within({
    of: "index",
    size: along,
    kind: () => "IndexError",
    sentence: (i, a) => `index_copy_(): ${outOfBounds(i, a)}`,
  }),
  index_fill: within({
    of: "index",
    size: along,
    kind: () => "IndexError",
    sentence: outOfBounds,
    negative: true,
  }),
};

const whole = (index: Tensor, message: string) =>
  check(index.layout.dtype === int64 || index.layout.dtype === int32, () => message);

/** torch's `scatter_gather_dtype_check` and `scatter_shape_check`. */
function checkScatter(name: string, { self, dim, index, src, value }: Args) {
  if (value) checkFits(value, self.layout.dtype);
  whole(index, `${name}(): Expected dtype int64 for index`);
  check(
    !src || src.layout.dtype === self.layout.dtype,
    () => `${name}(): Expected self.dtype to be equal to src.dtype`,
  );
  const [x, i] = [shapeOf(self), shapeOf(index)];
  if (index.layout.numel === 0) return;
  const d = axisOf(dim, x.length);
  check(
    Math.max(x.length, 1) === Math.max(i.length, 1),
    () => "Index tensor must have the same number of dimensions as self tensor",
  );
  check(
    i.every((size: number, e: number) => e === d || size <= x[e]) &&
      (!src || i.every((size: number, e: number) => size <= (shapeOf(src)[e] ?? 1))),
    () =>
      `Expected index ${shown(i)} to be no larger than self ${shown(x)} apart from dimension ${d}${src ? ` and to be no larger size than src ${shown(shapeOf(src))}` : ""}`,
  );
}

const scatter = (name: string) => {
  const rule = fixed(name, (a) => {
    checkScatter(name, a);
    return [layout(a.self.layout.dtype, shapeOf(a.self))];
  });
  return inspected(rule, byDim);
};

const gather = inspected(
  fixed(
    "gather",
    ({ self, dim, index }) => {
      whole(index, "gather(): Expected dtype int32/int64 for index");
      const [x, i] = [shapeOf(self), shapeOf(index)];
      const d = axisOf(dim, x.length);
      if (index.layout.numel > 0) {
        check(
          Math.max(x.length, 1) === Math.max(i.length, 1),
          () => "Index tensor must have the same number of dimensions as input tensor",
        );
        i.forEach((size: number, e: number) => {
          check(
            e === d || size <= x[e],
            () =>
              `Size does not match at dimension ${e} expected index ${shown(i)} to be no larger than self ${shown(x)} apart from dimension ${d}`,
          );
        });
      }
      return [layout(self.layout.dtype, i)];
    },
    { moves: true },
  ),
  byDim,
);

const indexSelect = inspected(
  fixed(
    "index_select",
    ({ self, dim, index }) => {
      const x = shapeOf(self);
      const d = axisOf(dim, x.length);
      check(
        shapeOf(index).length <= 1,
        () => "index_select(): Index is supposed to be a vector",
        "IndexError",
      );
      whole(index, "index_select(): Expected dtype int32 or int64 for index");
      check(
        x.length > 0 || index.layout.numel === 1,
        () =>
          `index_select(): Index to scalar can have only 1 value, got ${index.layout.numel} value(s)`,
      );
      check(
        x[d] !== 0 || index.layout.numel === 0,
        () => "index_select(): self indexing axis dim should be positive",
      );
      return [
        layout(
          self.layout.dtype,
          x.map((size: number, e: number) => (e === d ? index.layout.numel : size)),
        ),
      ];
    },
    { moves: true },
  ),
  inSelf,
);

/** Slices of self at the places of `index`, which others meet. */
const slices = (engine: string) =>
  inspected(
    fixed(engine, ({ self, dim, index, source, value }) => {
      const [d, x] = [axisOf(dim, shapeOf(self).length), shapeOf(self)];
      whole(index, `${engine}(): Expected dtype int32/int64 for index`);
      check(shapeOf(index).length <= 1, () => `${engine}(): Index is supposed to be a vector`);
      if (source) {
        check(
          source.layout.dtype === self.layout.dtype,
          () =>
            `${engine}(): self (${self.layout.dtype.title}) and source (${source.layout.dtype.title}) must have the same scalar type`,
        );
        check(
          (shapeOf(source)[d] ?? 1) === index.layout.numel,
          () =>
            `${engine}_(): Number of indices (${index.layout.numel}) should be equal to source.size(dim): (${shapeOf(source)[d] ?? 1}), for dim: ${d}`,
        );
      }
      if (engine === "index_add" && source) {
        const around = (t: Tensor) => shapeOf(t).filter((_, e) => e !== d);
        check(
          `${around(self)}` === `${around(source)}` &&
            shapeOf(source).length <= Math.max(1, x.length),
          () =>
            `source tensor shape must match self tensor shape, excluding the specified dimension. Got self.shape = ${shown(x)} source.shape = ${shown(shapeOf(source))}`,
        );
      }
      if (value) checkFits(value, self.layout.dtype);
      const kept = engine === "index_fill" ? likeStrides(self.layout, null) : undefined;
      return [layout(self.layout.dtype, x, kept)];
    }),
    SLICES[engine],
  );

/** Masks become the places where they are true, one vector for each of their axes. */
function named(context: Context, self: Tensor, indices: (Tensor | null)[]) {
  const made: Tensor[] = [];
  const found: (Tensor | null)[] = [];
  for (const index of indices) {
    if (!index) {
      found.push(null);
      continue;
    }
    const { dtype, shape } = index.layout;
    if (dtype !== bool && dtype !== uint8) {
      check(
        dtype === int64 || dtype === int32,
        () => "tensors used as indices must be long, int, byte or bool tensors",
        "IndexError",
      );
      found.push(index);
      continue;
    }
    shape.forEach((size, d) => {
      const at = found.length;
      check(
        size === shapeOf(self)[at],
        () =>
          `The shape of the mask ${shown(shape)} at index ${d} does not match the shape of the indexed tensor ${shown(shapeOf(self))} at index ${at}`,
        "IndexError",
      );
      found.push(null);
    });
    const places = placesOf(context, index);
    made.push(...places);
    found.splice(found.length - shape.length, shape.length, ...places);
  }
  check(
    found.length <= shapeOf(self).length,
    () => `too many indices for tensor of dimension ${shapeOf(self).length} (got ${found.length})`,
    "IndexError",
  );
  return { found, made };
}

/** Where a tensor is not zero: for each axis a vector of places. */
export function placesOf(context: Context, t: Tensor): Tensor[] {
  const values = context.read(t);
  const flat: number[] = [];
  for (let i = 0; i < values.length; i++) if (values[i] !== 0) flat.push(i);
  let rest = t.layout.numel;
  return shapeOf(t).map((size) => {
    rest /= size || 1;
    const places = Float64Array.from(flat, (i) => Math.floor(i / rest) % size);
    return context.from(places, int64, [flat.length]);
  });
}

interface Indexed {
  /** self with its indexed axes in front, where they do not stand together */
  self: Tensor;
  indices: (Tensor | null)[];
  shape: number[];
  strides: number[];
}

/** What `self[indices]` is, and how torch lays it out. */
function indexed(self: Tensor, indices: (Tensor | null)[]): Indexed {
  const used = indices.flatMap((index, d) => (index ? [d] : []));
  let wide: number[] = [];
  try {
    wide = broadcastShapes(...used.map((d) => shapeOf(indices[d] as Tensor)));
  } catch {
    throw new AtenError(
      "IndexError",
      `shape mismatch: indexing tensors could not be broadcast together with shapes ${used.map((d) => shown(shapeOf(indices[d] as Tensor))).join(", ")}`,
    );
  }
  const together = used.every((d, i) => i === 0 || d === used[i - 1] + 1);
  let x = self;
  let list = indices;
  if (!together) {
    const order = [...used, ...shapeOf(self).keys()].filter((d, i, all) => all.indexOf(d) === i);
    const pick = (from: number[]) => order.map((d) => from[d]);
    x = viewOf(self, pick(shapeOf(self)), pick(self.layout.strides));
    list = used.map((d) => indices[d]);
  }
  const first = together ? used[0] : 0;
  const put = <T>(own: T[], middle: T[]) => [
    ...own.slice(0, first),
    ...middle,
    ...own.slice(first + used.length),
  ];
  const shape = put(shapeOf(x), wide);
  const zeros = (n: number) => new Array<number>(n).fill(0);
  const operands = [put(x.layout.strides, zeros(wide.length))];
  for (const d of used) {
    // an index is seen with axes of size 1 around it, which have strides of their own
    const index = (indices[d] as Tensor).layout;
    const around = put(
      shapeOf(x).map(() => 1),
      wide,
    );
    const seen = layout(index.dtype, wide, repeated(index, wide));
    operands.push(
      repeated(layout(index.dtype, around, viewStrides(seen, around) ?? inOrder(around)), shape),
    );
  }
  return { self: x, indices: list, shape, strides: orderedAs(shape, operands) };
}

/**
 * Raises for a place that is not there; torch counts the axes that are indexed, and looks at none
 * where nothing is taken.
 */
function checkPlaces(
  context: Context,
  self: Tensor,
  indices: (Tensor | null)[],
  { shape }: Indexed,
) {
  let axis = 0;
  const empty = indices.some((index, d) => index && shapeOf(self)[d] === 0);
  check(
    !empty || indices.some((index) => index?.layout.numel === 0),
    () => "index is out of bounds for dimension with size 0",
    "IndexError",
  );
  if (shape.includes(0)) return;
  indices.forEach((index, d) => {
    if (!index) return;
    const counted = axis++;
    const size = shapeOf(self)[d];
    if (index.storage.meta) return; // they are not known
    for (const i of context.read(index)) {
      check(
        i < size && i >= -size,
        () => `index ${BigInt(i)} is out of bounds for dimension ${counted} with size ${size}`,
        "IndexError",
      );
    }
  });
}

function index({ self, indices }: Args, context: Context): Tensor {
  check(indices.length > 0, () => "at least one index must be provided", "IndexError");
  const { found, made } = named(context, self, indices);
  const of = indexed(self, found);
  checkPlaces(context, self, found, of);
  const { dtype } = self.layout;
  const y = context.first(dtype, of.shape, of.strides);
  const list = Object.fromEntries([["indices", int64 as Dtype]]);
  if (y.layout.numel) {
    context.compute(
      {
        engine: "index",
        ins: { self: ["self", dtype] },
        lists: list,
        args: {},
        outs: [y.layout],
        compute: dtype,
        moves: true,
      },
      { self: of.self, indices: of.indices },
      [y],
    );
  }
  for (const t of made) context.tensors.drop(t.storage);
  return y;
}

/** Put values into places of `y` itself. */
function put(y: Tensor, { indices, values, accumulate }: Args, context: Context) {
  const { dtype } = y.layout;
  check(
    values.layout.dtype === dtype,
    () =>
      `Index put requires the source and destination dtypes match, got ${dtype.title} for the destination and ${values.layout.dtype.title} for the source.`,
  );
  if (y.storage.meta) return; // nothing of it is known but its shape
  check(indices.length > 0, () => "sym_strides() called on an undefined Tensor");
  // torch writes one number where a mask holds by masked_fill_
  const masks = indices.filter((one: Tensor | null) => one);
  check(
    masks.length !== 1 || masks[0].layout.dtype !== uint8 || values.layout.numel !== 1,
    () => "masked_fill_ only supports boolean masks, but got mask with dtype unsigned char",
  );
  const { found, made } = named(context, y, indices);
  const of = indexed(y, found);
  checkPlaces(context, y, found, of);
  try {
    const wide = broadcastShapes(shapeOf(values), of.shape);
    check(String(wide) === String(of.shape), () => "");
  } catch {
    throw new AtenError(
      "RuntimeError",
      `shape mismatch: value tensor of shape ${shown(shapeOf(values))} cannot be broadcast to indexing result of shape ${shown(of.shape)}`,
    );
  }
  if (of.shape.every((size) => size > 0)) {
    const kept = context.empty(dtype, shapeOf(of.self));
    context.compute(
      {
        engine: "index_put",
        ins: { self: ["self", dtype], values: ["values", dtype] },
        lists: { indices: int64 },
        args: { accumulate },
        outs: [kept.layout],
        compute: dtype,
      },
      { self: of.self, values, indices: of.indices },
      [kept],
    );
    context.copy(kept, of.self);
    context.tensors.drop(kept.storage);
  }
  for (const t of made) context.tensors.drop(t.storage);
}

function nonzero({ self }: Args, context: Context): Tensor {
  const places = placesOf(context, self);
  const many = shapeOf(self).length ? places[0].layout.numel : Number(context.read(self)[0] !== 0);
  // torch counts place by place, so that its rows lie apart
  const y = context.empty(int64, [many, places.length], [1, many]);
  places.forEach((t, d) => {
    context.copy(t, viewOf(y, [many], [1], d * many));
    context.tensors.drop(t.storage);
  });
  return y;
}

function maskedSelect({ self, mask }: Args, context: Context): Tensor {
  check(mask.layout.dtype === bool, () => "masked_select: expected BoolTensor for mask");
  const shape = broadcastShapes(shapeOf(self), shapeOf(mask));
  const wide = (t: Tensor) => viewOf(t, shape, repeated(t.layout, shape));
  const [x, m] = [context.read(wide(self)), context.read(wide(mask))];
  const kept = x.filter((_, i) => m[i] !== 0);
  return context.from(kept, self.layout.dtype, [kept.length]);
}

const putSchema = (name: string, result: string) =>
  `${name}(${result} self, Tensor?[] indices, Tensor values, bool accumulate=False) -> ${result}`;

export const indexing: Entry[] = [
  ...direct(index, "index.Tensor(Tensor self, Tensor?[] indices) -> Tensor"),
  ...direct(
    (a, context) => {
      const y = context.call("clone", { self: a.self });
      put(y, a, context);
      return y;
    },
    putSchema("index_put", "Tensor"),
  ),
  ...direct(
    (a, context) => {
      put(a.self, a, context);
      return a.self;
    },
    putSchema("index_put_", "Tensor(a!)"),
    "_index_put_impl_(Tensor(a!) self, Tensor?[] indices, Tensor values, bool accumulate=False, bool unsafe=False) -> Tensor(a!)",
  ),
  ...direct(nonzero, "nonzero(Tensor self) -> Tensor"),
  ...direct(({ self }, context) => {
    const places = placesOf(context, self);
    return places.length
      ? places
      : [
          context.from(new Float64Array(Number(context.read(self)[0] !== 0)), int64, [
            Number(context.read(self)[0] !== 0),
          ]),
        ];
  }, "nonzero_numpy(Tensor self) -> Tensor[]"),
  ...direct(maskedSelect, "masked_select(Tensor self, Tensor mask) -> Tensor"),
  ...planned(
    gather,
    "gather(Tensor self, int dim, Tensor index, *, bool sparse_grad=False) -> Tensor",
  ),
  ...planned(
    scatter("scatter"),
    "scatter.value(Tensor self, int dim, Tensor index, Scalar value) -> Tensor",
    "scatter.src(Tensor self, int dim, Tensor index, Tensor src) -> Tensor",
    "scatter.reduce(Tensor self, int dim, Tensor index, Tensor src, *, str reduce) -> Tensor",
    "scatter.value_reduce(Tensor self, int dim, Tensor index, Scalar value, *, str reduce) -> Tensor",
  ),
  ...planned(
    scatter("scatter_add"),
    "scatter_add(Tensor self, int dim, Tensor index, Tensor src) -> Tensor",
  ),
  ...planned(indexSelect, "index_select(Tensor self, int dim, Tensor index) -> Tensor"),
  ...planned(
    slices("index_add"),
    "index_add(Tensor self, int dim, Tensor index, Tensor source, *, Scalar alpha=1) -> Tensor",
  ),
  ...planned(
    slices("index_copy"),
    "index_copy(Tensor self, int dim, Tensor index, Tensor source) -> Tensor",
  ),
  ...planned(
    slices("index_fill"),
    "index_fill.int_Scalar(Tensor self, int dim, Tensor index, Scalar value) -> Tensor",
  ),
  ...direct(
    ({ self, dim, index, value }, context) =>
      context.call("index_fill.int_Scalar", {
        ...{ self, dim, index },
        value: { kind: 2, value: context.read(value)[0] },
      }),
    "index_fill.int_Tensor(Tensor self, int dim, Tensor index, Tensor value) -> Tensor",
  ),
  ...planned(
    inspected(
      fixed(
        "embedding",
        ({ weight, indices }) => {
          check(shapeOf(weight).length === 2, () => "'weight' must be 2-D");
          whole(
            indices,
            `Expected tensor for argument #1 'indices' to have one of the following scalar types: Long, Int; but got torch.${indices.layout.dtype.title}Tensor instead (while checking arguments for embedding)`,
          );
          return [layout(weight.layout.dtype, [...shapeOf(indices), shapeOf(weight)[1]])];
        },
        { moves: true },
      ),
      within({
        of: "indices",
        size: ({ weight }) => shapeOf(weight)[0],
        kind: () => "IndexError",
        sentence: () => IN_SELF,
      }),
    ),
    "embedding(Tensor weight, Tensor indices, SymInt padding_idx=-1, bool scale_grad_by_freq=False, bool sparse=False) -> Tensor",
  ),
  ...planned(
    fixed("embedding_dense_backward", ({ grad_output, num_weights }) => [
      layout(grad_output.layout.dtype, [num_weights, shapeOf(grad_output).at(-1) as number]),
    ]),
    "embedding_dense_backward(Tensor grad_output, Tensor indices, SymInt num_weights, SymInt padding_idx, bool scale_grad_by_freq) -> Tensor",
  ),
];
