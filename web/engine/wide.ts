// The layers of a graph that shards may divide: linear ones, by rows of the weights, each of which makes one
// output of a sample; or by columns, each of which takes one input.

import {
  batchAxis,
  inputsOf,
  isView,
  rootsOf,
  type Tape,
  type TapeInput,
  type TapeOp,
} from "./tape";
import { type Tensor, tensorAt } from "./tensor";

/** Products of a layer for a batch with which it is wide: fewer are computed before they could be sent. */
const MANY = 1 << 22;

/** What treats each number by itself: a shard does so with the columns that it has. */
const ELEMENTWISE = /^(relu|threshold|leaky_relu|elu|gelu|silu|sigmoid|tanh|hardtanh)(_backward)?$/;

/** A linear layer: y = x wᵀ + b. Values by their numbers. */
interface Linear {
  x: number;
  w: number;
  b: number | null;
  /** the gradient of w */
  grad: number;
  forward: TapeOp;
  /** what computes the gradient of x, if anything does */
  ofInput: TapeOp | null;
  ofWeight: TapeOp;
}

/**
 * One that is divided. By rows each shard has some columns of y, and of x's gradient a part of each sum; by
 * columns it is the other way round. So if the layer behind one that is divided by rows is so by columns,
 * the columns of what is between stay where they are.
 */
export interface DividedLayer extends Linear {
  by: "rows" | "columns";
  /** whether the columns of y stay where they are computed, */
  stays: boolean;
  /** and with them those of the gradient of b, if it has one */
  biasGrad: number | null;
  /** operations whose outputs shards exchange */
  sent: TapeOp[];
}

/** The wide layers at a batch of `n`, each with the layer behind it if what is between can stay. */
export function dividedLayers(tape: Tape, n: number): DividedLayer[] {
  const linear = linearLayers(tape, n);
  const found: DividedLayer[] = [];
  const taken = new Set<Linear>();
  for (const layer of linear) {
    const [rows, columns] = tape.values[layer.w].shape as number[];
    if (taken.has(layer) || n * rows * columns < MANY) continue;
    const back = layer.ofInput ? [layer.ofInput] : [];
    const behind = linear.find((next) => !taken.has(next) && leadsTo(tape, layer, next, n));
    for (const one of [layer, behind]) if (one) taken.add(one);
    if (behind) {
      const biasGrad = tape.parameters.find(({ value }) => value === layer.b)?.grad ?? null;
      found.push({ ...layer, by: "rows", stays: true, biasGrad, sent: back });
      const sent = [behind.forward];
      found.push({ ...behind, by: "columns", stays: false, biasGrad: null, sent });
    } else {
      const sent = [layer.forward, ...back];
      found.push({ ...layer, by: "rows", stays: false, biasGrad: null, sent });
    }
  }
  return found;
}

/** The linear layers whose weights nothing else reads, in the order in which they are computed. */
function linearLayers({ values, ops, parameters }: Tape, n: number): Linear[] {
  const rootOf = rootsOf(ops);
  const at = (v: TapeInput) => tensorAt(0, values[v as number], n);
  const working = ops.filter((op) => !isView(op));
  const readersOf = (root: number) =>
    working.filter((op) => inputsOf(op).some((v) => rootOf(v) === root));
  const same = (v: TapeInput, u: TapeInput) =>
    rootOf(v as number) === rootOf(u as number) && at(v).at === at(u).at;
  /** Whether it lies in reading order, and has this shape. */
  const is = (v: TapeInput, ...shape: number[]) =>
    at(v).contiguous && `${at(v).shape}` === `${shape}`;
  const isTurned = (v: TapeInput, ...shape: number[]) =>
    turned(at(v)) && `${at(v).shape}` === `${shape}`;

  const layerOf = (w: number, grad: number): Linear | null => {
    const readers = readersOf(w);
    const forward = readers.find(({ inputs: { mat2 } }) => mat2 !== undefined && turned(at(mat2)));
    const ofInput = readers.find((op) => op !== forward) ?? null;
    const ofWeight = working.find(({ outputs }) => outputs.includes(rootOf(grad)));
    if (!forward || readers.length > 2 || ofWeight?.op !== "mm") return null;
    const { alpha = 1, beta = 1 } = forward.args;
    const adds = forward.op === "addmm";
    const { self, mat1, mat2 } = forward.inputs;
    const [x, b] = adds ? [mat1, self] : [self, null];
    if (
      !(adds || forward.op === "mm") ||
      alpha !== 1 ||
      beta !== 1 ||
      batchAxis(values[x as number])
    ) {
      return null;
    }
    const [m, k] = values[w].shape as number[];
    const [rows] = at(x).shape;
    const { self: dy, mat2: sameX } = ofWeight.inputs;
    const right =
      same(mat2, w) &&
      isTurned(mat2, k, m) &&
      is(x, rows, k) &&
      (b === null || is(b, m)) &&
      same(sameX, x) &&
      is(sameX, rows, k) &&
      isTurned(dy, m, rows) &&
      is(grad, m, k) &&
      !readersOf(rootOf(grad)).length;
    const back = ofInput?.inputs;
    const rightBack =
      !back ||
      (ofInput.op === "mm" &&
        same(back.self, dy) &&
        is(back.self, rows, m) &&
        same(back.mat2, w) &&
        is(back.mat2, m, k));
    if (!right || !rightBack) return null;
    return { x: x as number, w, b: b as number | null, grad, forward, ofInput, ofWeight };
  };
  const found = parameters.map(({ value, grad }) =>
    grad !== null && values[value].shape.length === 2 ? layerOf(value, grad) : null,
  );
  const place = ({ forward }: Linear) => ops.indexOf(forward);
  return found.filter((layer) => layer !== null).sort((a, b) => place(a) - place(b));
}

/**
 * Whether what comes out of a layer, and the gradient of it, is read elementwise alone up to the next, and
 * all lies in memory as it comes out: so that its columns are the next one's.
 */
function leadsTo(tape: Tape, layer: Linear, next: Linear, n: number): boolean {
  const { values, ops, parameters } = tape;
  const rootOf = rootsOf(ops);
  const [y] = layer.forward.outputs as number[];
  const { numel } = tensorAt(0, values[y], n);
  const inPlace = (v: number) => {
    const found = tensorAt(0, values[v], n);
    return found.contiguous && found.numel === numel;
  };
  if (values[layer.w].shape[0] !== values[next.w].shape[1]) return false;
  const biasGrad = parameters.find(({ value }) => value === layer.b)?.grad ?? null;
  const stays = new Set(layer.forward.outputs); // values of which each shard has some columns
  for (const op of ops) {
    if (op === next.ofInput) for (const v of op.outputs) stays.add(v);
    const read = inputsOf(op).filter((v) => stays.has(rootOf(v)));
    if (!read.length || isView(op) || op === layer.ofWeight || op === layer.ofInput) continue;
    if (op === next.forward || op === next.ofWeight) {
      if (read.some((v) => rootOf(v) !== rootOf(next.x))) return false;
    } else if (op.op === "sum" && `${op.args.dim}` === "0" && biasGrad !== null) {
      if (!op.outputs.includes(rootOf(biasGrad))) return false;
    } else if (ELEMENTWISE.test(op.op) && [...read, ...(op.outputs as number[])].every(inPlace)) {
      for (const v of op.outputs) stays.add(v);
    } else return false;
  }
  return stays.has(rootOf(next.x));
}

/** Whether a matrix lies in memory as its transpose in reading order. */
const turned = ({ shape: [rows], strides: [row, column] }: Tensor) => row === 1 && column === rows;
