// Rules of shapes that many operations share, with torch's sentences for what breaks them.

import { AtenError, check } from "./errors";
import { channelsLast, inOrder, isChannelsLastContiguous, type Layout, orderedAs } from "./layout";

/** As torch prints a shape. */
export const shown = (shape: number[]) => `[${shape.join(", ")}]`;

/** The axis `dim`, which may count from the last. Raises IndexError. */
export function axisOf(dim: number, rank: number): number {
  const most = Math.max(rank, 1);
  if (dim < -most || dim >= most) {
    throw new AtenError(
      "IndexError",
      `Dimension out of range (expected to be in range of [${-most}, ${most - 1}], but got ${dim})`,
    );
  }
  return dim < 0 ? dim + most : dim;
}

/** Raises where an axis of which one number is wanted has none. */
export function checkFull(name: string, shape: number[], d: number, told = d) {
  if (shape[d] !== 0) return;
  const message = `${name}(): Expected reduction dim ${told} to have non-zero size.`;
  throw new AtenError("IndexError", message);
}

/** The shape to which these are broadcast. */
export function broadcastShapes(...shapes: number[][]): number[] {
  let found = shapes[0];
  for (let i = 1; i < shapes.length; i++) {
    const next = shapes[i];
    const [rank, a, b] = [Math.max(found.length, next.length), found, next];
    const shape = new Array<number>(rank);
    for (let d = rank - 1; d >= 0; d--) {
      const x = a[d - rank + a.length] ?? 1;
      const y = b[d - rank + b.length] ?? 1;
      if (x !== y && x !== 1 && y !== 1) {
        throw new AtenError(
          "RuntimeError",
          `The size of tensor a (${x}) must match the size of tensor b (${y}) at non-singleton dimension ${d}`,
        );
      }
      shape[d] = x === 1 ? y : x;
    }
    found = shape;
  }
  return found;
}

/** Strides that read a tensor as if it were of `shape`, 0 where it is repeated. */
export function repeated(t: Layout, shape: number[]): number[] {
  const missing = shape.length - t.shape.length;
  return shape.map((size, d) => {
    const own = t.shape[d - missing];
    return d < missing || (own === 1 && size !== 1) ? 0 : t.strides[d - missing];
  });
}

const equal = (a: number[], b: number[]) => a.length === b.length && a.every((x, i) => x === b[i]);

/** Shape and strides of an elementwise result, as TensorIterator lays it. */
export function elementwiseOf(operands: Layout[]): { shape: number[]; strides: number[] } {
  const [first] = operands;
  const { shape } = first;
  if (operands.every((t) => t === first || equal(t.shape, shape))) {
    if (operands.every((t) => t.contiguous)) return { shape, strides: inOrder(shape) };
    if (operands.every(isChannelsLastContiguous)) return { shape, strides: channelsLast(shape) };
    if (operands.every((t) => t.dense && equal(t.strides, first.strides))) {
      return { shape, strides: first.strides };
    }
  }
  const wide = broadcastShapes(...operands.map((t) => t.shape));
  return {
    shape: wide,
    strides: orderedAs(
      wide,
      operands.map((t) => repeated(t, wide)),
    ),
  };
}

/** The axes that a reduction takes away: all where none is named. Raises where one is named twice. */
export function reducedAxes(dims: number[] | null, rank: number): boolean[] {
  const reduced = new Array<boolean>(Math.max(rank, 1)).fill(!dims?.length);
  for (const dim of dims ?? []) {
    const d = axisOf(dim, rank);
    check(!reduced[d], () => `dim ${d} appears multiple times in the list of dims`);
    reduced[d] = true;
  }
  return reduced.slice(0, rank);
}

/** The shape that is left of `shape`. */
export const reducedShape = (shape: number[], reduced: boolean[], keep: boolean) =>
  keep ? shape.map((size, d) => (reduced[d] ? 1 : size)) : shape.filter((_, d) => !reduced[d]);

/** One number for each of `n` axes. */
export const each = (list: number[], n: number) =>
  list.length === 1 ? new Array<number>(n).fill(list[0]) : list;
