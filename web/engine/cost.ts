// What a step costs on one core and on several, as an estimate that is the same everywhere: a run
// that was had on some number of cores can be had again.

import { VIEWS } from "./operations/views";
import { batchAxis, inputsOf, sizeAt, type Tape, type TapeOp, type TapeValue } from "./tape";
import { dividedLayers } from "./wide";

// Of a core that is neither fast nor slow, in a millisecond.
const PRODUCTS = 22e6;
const NUMBERS = 4e6; // that an operation writes
const SUMMED = 1.5e6; // of gradients: copied out, sent, added up for each shard

const EXCHANGE = 0.2; // milliseconds for however few numbers,
const POST = 0.04; // and to give them to each of the others
// What a core computes while all others do too: two of a browser's are often two threads of one.
const SHARED = 0.75;
const WORTH = 0.85; // of the time on fewer cores: what is saved has to be more than noise
const MOST = 8;

/** How many shards are likely to be fastest for batches of `n`, on so many cores. */
export function bestShards(tape: Tape, n: number, cores: number): number {
  if (!tape.shards) return 1;
  let best = 1;
  for (let shards = 2; shards <= Math.min(cores, MOST, n); shards++) {
    if (leastCost(tape, n, shards) < WORTH * leastCost(tape, n, best)) best = shards;
  }
  return best;
}

const chosen = new WeakMap<Tape, Map<string, boolean>>();

/** Whether so many shards are likely to be faster if they divide the wide layers, and not the batch. */
export function divides(tape: Tape, n: number, shards: number): boolean {
  const before = chosen.get(tape) ?? new Map<string, boolean>();
  chosen.set(tape, before);
  const key = `${n} ${shards}`;
  const found = before.get(key) ?? dividedCost(tape, n, shards) < stepCost(tape, n, shards);
  before.set(key, found);
  return found;
}

const leastCost = (tape: Tape, n: number, shards: number) =>
  Math.min(stepCost(tape, n, shards), dividedCost(tape, n, shards));

/** Milliseconds of a step where each shard has its rows of wide layers; infinite where there are none. */
function dividedCost(tape: Tape, n: number, shards: number): number {
  const layers = WIDE ? dividedLayers(tape, n) : [];
  if (shards === 1 || !layers.length) return Number.POSITIVE_INFINITY;
  const costs = (ops: (TapeOp | null)[]) =>
    ops.reduce((sum, op) => sum + (op ? cost(op, tape.values, n) : 0), 0);
  const divided = layers.flatMap(({ forward, ofInput, ofWeight }) => [forward, ofInput, ofWeight]);
  const sent = layers.flatMap((layer) => layer.sent);
  const numbers = sent.reduce((sum, op) => sum + numel(tape.values[op.outputs[0] as number], n), 0);
  const computing = costs(tape.ops) - costs(divided) * (1 - 1 / shards);
  return computing / SHARED + exchange(shards) * sent.length + (numbers * shards) / SUMMED;
}

/** Milliseconds that a step on `n` samples is likely to take on so many shards. */
function stepCost(tape: Tape, n: number, shards: number): number {
  const computing = tape.ops.reduce((sum, op) => sum + cost(op, tape.values, n), 0);
  if (shards === 1) return computing;
  const weights = tape.parameters.filter(({ grad }) => grad !== null);
  const numbers = weights.reduce((sum, { value }) => sum + numel(tape.values[value], n), 0);
  const exchanges = 1 + tape.ops.filter(needsAll(tape)).length;
  const sums = (numbers * (shards + 1)) / SUMMED;
  return computing / shards / SHARED + exchange(shards) * exchanges + sums;
}

const exchange = (shards: number) => EXCHANGE + POST * (shards - 1);

const numel = ({ shape }: TapeValue, n: number) =>
  shape.reduce<number>((product, size) => product * sizeAt(size, n), 1);

/** Whether an operation exchanges sums, as batch norm does in training. */
const needsAll = (tape: Tape) => (op: TapeOp) =>
  /batch_norm/.test(op.op) &&
  (op.args.training ?? op.args.train) &&
  inputsOf(op).some((v) => batchAxis(tape.values[v]) !== 1 && batchAxis(tape.values[v]) >= 0);

function cost(op: TapeOp, values: TapeValue[], n: number): number {
  if (VIEWS.has(op.op)) return 0;
  const size = (v: number | null) => (v === null ? 0 : numel(values[v], n));
  const written = op.outputs.reduce<number>((sum, v) => sum + size(v), 0);
  const shape = (name: string) => values[op.inputs[name] as number].shape.map((s) => sizeAt(s, n));
  const rest = (list: number[]) => list.slice(1).reduce((product, s) => product * s, 1);
  let products = 0;
  if (op.op === "convolution") products = size(op.outputs[0]) * rest(shape("weight"));
  else if (op.op === "convolution_backward") {
    const [input, kernel] = op.outputs.map((v) => Number(v !== null));
    // places that a pooling, or a ReLU, left without a gradient are left out of the kernel's
    const wanted = input + kernel / 2;
    products = wanted * size(op.inputs.grad_output as number) * rest(shape("weight"));
  } else if (op.op === "mm" || op.op === "bmm") {
    products = written * (shape("self").at(-1) as number);
  } else if (op.op === "addmm") products = written * (shape("mat1").at(-1) as number);
  else if (op.op === "baddbmm") products = written * (shape("batch1").at(-1) as number);
  return products / PRODUCTS + written / NUMBERS;
}
