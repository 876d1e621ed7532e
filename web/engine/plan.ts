// The memory plan: where each value of a tape stands at one batch size, and what runs in order.

import { divide } from "./divide";
import { EngineError } from "./errors";
import { wholeLines } from "./memory";
import { DRAWS } from "./operations/draws";
import { type Call, copy, type Operations } from "./operations/operation";
import { drawWhole } from "./operations/whole-draw";
import { type How, isPart, type Part, type Shared, type Shares, Stop } from "./parts";
import {
  argsAt,
  batchAxis,
  type Graph,
  inputsOf,
  isView,
  opsFor,
  rootsOf,
  type Tape,
  type TapeInput,
  type TapeOp,
} from "./tape";
import { type Tensor, tensor, tensorAt, wordsOf } from "./tensor";

/** A kernel that writes row by row may write so many words beyond the last. */
export const BEYOND = 3;

interface Hole {
  at: number;
  words: number;
}

/** First-fit allocation, from `base` upwards, with what was freed merged and used again. */
class Region {
  #holes: Hole[] = [];
  constructor(
    readonly base: number,
    public end = base,
  ) {}

  allocate(words: number): number {
    const need = wholeLines(words + BEYOND);
    const hole = this.#holes.find((h) => h.words >= need);
    if (!hole) {
      const at = this.end;
      this.end += need;
      return at;
    }
    const at = hole.at;
    hole.at += need;
    hole.words -= need;
    return at;
  }

  free(at: number, words: number) {
    this.#holes.push({ at, words: wholeLines(words + BEYOND) });
    this.#holes.sort((a, b) => a.at - b.at);
    this.#holes = this.#holes.reduce<Hole[]>((merged, hole) => {
      const last = merged.at(-1);
      if (last && last.at + last.words === hole.at) last.words += hole.words;
      else if (hole.words) merged.push(hole);
      return merged;
    }, []);
  }
}

/** What an operation works with, whatever its operands. */
export type Means = Pick<Call, "k" | "f32" | "i32" | "random">;

export interface Layout {
  /** the batch size, that of the part where there is one */
  n: number;
  how: How;
  inputs: number[];
  /** values that have a place, and its word */
  fixed: Map<number, number>;
  /** what is to be computed and kept; and of that, what is to be had in reading order */
  wanted: number[];
  rows: number[];
  /** the first word that is free */
  base: number;
}

/**
 * A graph made ready for one batch size. Values that have a name keep their place to the end of
 * the run, so that a reader may ask for any of them; the others share memory as soon as nobody
 * needs them. A view is its input's memory under other strides, and costs nothing.
 */
export class Plan {
  readonly tensors: (Tensor | undefined)[] = [];
  /** one for each operation; a view has nothing to compute */
  readonly steps: { op: TapeOp; run: () => unknown }[] = [];
  readonly end: number;
  readonly n: number;
  /** of a batch that is parted */
  readonly part: Part | null;
  /** by gradient: of weights that the shards divide, the places of the rows of each */
  declare readonly shares?: Map<number, Shares>;
  /** where the memory starts that a value looks at */
  #base: number[] = [];
  #rows = new Map<number, Tensor>();
  #copies: (() => void)[] = [];

  constructor(
    readonly graph: Graph,
    { n, how, inputs, fixed, wanted, rows, base }: Layout,
    operations: Operations,
    means: Means,
  ) {
    this.n = n;
    this.part = WIDE && how && !isPart(how) ? null : (how as Part | null);
    const ops = opsFor(graph, wanted);
    const region = new Region(base);
    const rootOf = rootsOf(ops);
    const allocate = (v: number) => this.#place(v, region.allocate(this.#words(v)));
    for (const [v, at] of fixed) this.#place(v, at);
    for (const v of inputs) allocate(v);

    const divided = WIDE && how && !isPart(how) ? divide(graph as Tape, n, how) : null;
    if (WIDE) this.shares = divided?.shares;

    const kept = [...fixed.keys(), ...inputs, ...Object.values(graph.names), ...wanted];
    const held = new Set(kept.map(rootOf));
    const lastUse = new Map<number, number>();
    ops.forEach((op, i) => {
      for (const v of [...inputsOf(op), ...op.outputs]) {
        if (v !== null) lastUse.set(rootOf(v), i);
      }
    });
    const ending = new Map<number, number[]>();
    for (const [v, i] of lastUse) ending.set(i, [...(ending.get(i) ?? []), v]);

    ops.forEach((op, i) => {
      const outputs = op.outputs.filter((v) => v !== null);
      if (isView(op)) {
        for (const v of outputs) this.#place(v, this.#base[rootOf(v)]);
        this.steps.push({ op, run: () => {} });
      } else {
        for (const v of outputs) allocate(v);
        const borrowed: [number, number][] = [];
        const scratch = (words: number) => {
          const at = region.allocate(words);
          if (!(WIDE && divided?.binds.has(op))) borrowed.push([at, words]);
          return at;
        };
        const call = { ...means, scratch };
        const together = WIDE && divided?.binds.get(op)?.(call, this.tensors);
        this.steps.push({ op, run: together || this.#bind(op, operations, call) });
        for (const [at, words] of borrowed) region.free(at, words);
      }
      for (const v of ending.get(i) ?? []) {
        if (!held.has(v)) region.free(this.#base[v], this.#words(v));
      }
    });
    for (const v of rows) {
      const found = this.tensors[v] as Tensor;
      if (found.contiguous) this.#rows.set(v, found);
      else {
        const row = tensor(region.allocate(found.numel), found.shape, found.dtype);
        this.#rows.set(v, row);
        this.#copies.push(copy(means, found, row));
      }
    }
    this.end = region.end;
  }

  /**
   * Run all in order; it stops where an operation needs the whole batch, and has a part of it.
   * `heard` is told of each operation that has run.
   */
  *run(heard?: (op: TapeOp) => void): Shared<void> {
    for (const { op, run } of this.steps) {
      let stop = run();
      while (stop instanceof Stop) stop = stop.next(yield stop.pieces);
      heard?.(op);
    }
    for (const copy of this.#copies) copy();
  }

  /** A value of `rows`, in reading order. */
  row(v: number): Tensor {
    return this.#rows.get(v) as Tensor;
  }

  #bind(op: TapeOp, operations: Operations, means: Means & Pick<Call, "scratch">): () => unknown {
    const tensorOf = (v: number | null) => (v === null ? null : (this.tensors[v] as Tensor));
    const inputs: [string, TapeInput][] = Object.entries(op.inputs);
    const single = inputs.filter(([, v]) => !Array.isArray(v));
    const lists = inputs.filter(([, v]) => Array.isArray(v)) as [string, (number | null)[]][];
    const out = op.outputs.map(tensorOf);
    const { part } = this;
    const [y] = out;
    const drawn =
      RANDOM && part && y && DRAWS.has(op.op)
        ? drawWhole(this.graph.values[op.outputs[0] as number], part, means, y)
        : null;
    if (RANDOM && drawn) out[0] = drawn.whole;
    const [[, first] = []] = inputs;
    const axis = typeof first === "number" ? batchAxis(this.graph.values[first]) : -1;
    const run = operations[op.op]?.({
      ...means,
      args: argsAt(op.args, RANDOM && drawn && part ? part.whole : this.n),
      // where channels are of single samples, as in instance norm, no sample knows of another
      part: axis === -1 || axis === 1 ? null : part,
      in: Object.fromEntries(single.map(([name, v]) => [name, tensorOf(v as number) as Tensor])),
      lists: Object.fromEntries(lists.map(([name, list]) => [name, list.map(tensorOf)])),
      out,
      y: out[0] as Tensor,
    });
    if (RANDOM && run && drawn) {
      return () => {
        run();
        drawn.take();
      };
    }
    if (run) return run;
    throw new EngineError("op", "The engine cannot run aten.{op} (module {module}).", {
      op: op.op,
      module: op.module,
    });
  }

  #words(v: number): number {
    return wordsOf(tensorAt(0, this.graph.values[v], this.n));
  }

  #place(v: number, base: number) {
    this.#base[v] = base;
    this.tensors[v] = tensorAt(base, this.graph.values[v], this.n);
  }
}
