// Where one value came from: the numbers that a layer multiplied, added and compared.

import type { TapeOp } from "../../engine";
import { indexOf, layoutOf, placeOf, type Stage, tapUnder } from "./stages";

/** One number under a window; outside of the map lies padding. */
export interface Cell {
  value: number;
  /** in the source, in reading order; null in the padding */
  index: number | null;
}

export interface Channel {
  patch: Cell[];
  kernel: number[];
  products: number[];
  sum: number;
}

export interface Convolution {
  kind: "convolution";
  rows: number;
  columns: number;
  channels: Channel[];
  /** of all products */
  sum: number;
  bias: number | null;
}

export interface Pooling {
  kind: "max" | "average";
  rows: number;
  columns: number;
  window: Cell[];
  /** number in `window` of the largest, the first of several */
  winner: number;
  sum: number;
  /** what the sum is divided by */
  divisor: number;
}

export interface Contribution {
  index: number;
  value: number;
  weight: number;
  product: number;
}

export interface Linear {
  kind: "linear";
  /** one for each number that goes in */
  products: number[];
  /** the largest in size, first */
  largest: Contribution[];
  /** of all others */
  rest: number;
  sum: number;
  bias: number | null;
}

/** The number is one of the source, or an activation of it. */
export interface Same {
  kind: "activation" | "view";
  index: number;
  value: number;
}

export type Account = Convolution | Pooling | Linear | Same;

/** Numbers of a tape's value, in reading order. */
export type Numbers = (value: number) => ArrayLike<number>;

const LARGEST = 8;

/** How a value of a stage was made; null where that cannot be told. */
export function explain(
  stages: Stage[],
  { kind, op, window, shape, sources }: Stage,
  index: number,
  numbers: Numbers,
): Account | null {
  if (!op || kind === "input" || kind === "other") return null;
  const source = numbers(stages[sources[0].stage].value);
  if (kind === "linear") return linear(op, index, shape.at(-1) as number, source, numbers);
  if (kind === "activation" || kind === "view") return { kind, index, value: source[index] };
  const from = layoutOf(sources[0].shape);
  const { map, row, column } = placeOf(index, layoutOf(shape));
  const lens = window as NonNullable<typeof window>;
  const [rows, columns] = lens.size;

  /** What the window sees of one map of the source. */
  const cells = (map: number): Cell[] =>
    Array.from({ length: rows * columns }, (_, i) => {
      const y = tapUnder(lens, 0, row, Math.floor(i / columns));
      const x = tapUnder(lens, 1, column, i % columns);
      const inside = y >= 0 && y < from.rows && x >= 0 && x < from.columns;
      const index = inside ? indexOf({ map, row: y, column: x }, from) : null;
      return { value: index === null ? 0 : source[index], index };
    });

  if (kind === "max" || kind === "average") {
    const window = cells(map);
    const seen = window.filter((cell) => cell.index !== null);
    const best = Math.max(...seen.map((cell) => cell.value));
    const winner = window.findIndex((cell) => cell.index !== null && cell.value === best);
    const { count_include_pad = true, divisor_override } = op.args;
    const divisor = divisor_override ?? (count_include_pad ? counted() : seen.length);
    return { kind, rows, columns, window, winner, sum: total(seen.map((c) => c.value)), divisor };
  }
  const weight = numbers(op.inputs.weight as number);
  const channels = Array.from({ length: from.maps }, (_, c) => {
    const patch = cells(c);
    const at = (map * from.maps + c) * rows * columns;
    const kernel = patch.map((_, i) => weight[at + i]);
    const products = patch.map(({ value }, i) => value * kernel[i]);
    return { patch, kernel, products, sum: total(products) };
  });
  const bias = op.inputs.bias === undefined ? null : numbers(op.inputs.bias as number)[map];
  return { kind, rows, columns, channels, sum: total(channels.map((c) => c.sum)), bias };

  /** Cells of the window within the map and its padding: beyond that, torch counts none. */
  function counted(): number {
    const side = (at: number, d: 0 | 1, most: number) => {
      const start = tapUnder(lens, d, at, 0);
      return Math.min(start + lens.size[d], most + lens.padding[d]) - start;
    };
    return side(row, 0, from.rows) * side(column, 1, from.columns);
  }
}

/** y = W x + b, as the tape has it: x (1 × in) times W transposed (in × out). */
function linear(
  op: TapeOp,
  index: number,
  width: number,
  source: ArrayLike<number>,
  numbers: Numbers,
): Linear {
  const weight = numbers(op.inputs.mat2 as number);
  const products = Array.from(source, (x, i) => x * weight[i * width + index]);
  const order = products.map((_, i) => i);
  order.sort((a, b) => Math.abs(products[b]) - Math.abs(products[a]) || a - b);
  const largest = order.slice(0, LARGEST).map((i) => ({
    index: i,
    value: source[i],
    weight: weight[i * width + index],
    product: products[i],
  }));
  const biases = op.op === "addmm" ? numbers(op.inputs.self as number) : null;
  return {
    kind: "linear",
    products,
    largest,
    rest: total(order.slice(LARGEST).map((i) => products[i])),
    sum: total(products),
    bias: biases === null ? null : biases[biases.length === 1 ? 0 : index],
  };
}

const total = (numbers: number[]) => numbers.reduce((sum, n) => sum + n, 0);
