// A network from a tape: its parameters, one training step, predictions, every value by name.

import { operations } from "livenet:operations";
import { levelShares, type Owned, ownOf } from "./divide";
import { EngineError } from "./errors";
import type { Kernels } from "./kernels/types";
import { LINE, Memory, wholeLines } from "./memory";
import type { Random } from "./operations/operation";
import { copyBetween } from "./operations/strides";
import { checkRate, makeOptimizer, type Optimizer, type OptimizerOptions } from "./optimizers";
import { finished, type How, joined, lengthOf, type Shared, type Vector } from "./parts";
import { Plan } from "./plan";
import { type Graph, sizeAt, type Tape } from "./tape";
import { type Tensor, tensor, wordsOf } from "./tensor";

/** Words of a vector that are added up at a time: they stay in the cache. */
const BLOCK = 16384;

export const FORMAT = "livenet-tape-2";

/** What a reader gets: a copy, in reading order; int64 and bool as float32. */
export interface Values {
  shape: number[];
  data: Float32Array;
}

/** One training step, watched. Values by their numbers on the tape. */
export interface Trace {
  /** each as it was when it was written; what was there before, as it was before the step */
  values: Record<number, Values>;
  /** where each lies in memory, from its first number to its last; one may take another's place */
  places: Record<number, { at: number; words: number }>;
  /** what the optimizer changed, in its order: a parameter, and its slots beside it */
  updates: { value: number; grad: number; after: Values; slots: { at: number; after: Values }[] }[];
}

/** A network's numbers as they travel: parameters, the optimizer's and the generator's state. */
export interface State {
  words: Int32Array;
  steps: number;
  /** of the last step, one after another */
  gradients: Float32Array | null;
  random: { seed: number; saved: unknown };
}

/** Where a batch is to be written before a run: `input` and `target`, in words. */
export interface Batch {
  n: number;
  k: Kernels;
  f32: Float32Array;
  i32: Int32Array;
  input: Tensor;
  target: Tensor | null;
}

/** A parameter and its gradient by their numbers on the tape. */
interface Numbered extends Owned {
  value: number;
  grad: number;
}

export const unknownName = (name: string) =>
  new EngineError("name", "There is no value named {name}.", { name });

const notComputed = (name: string) =>
  new EngineError("unread", "{name} has not been computed: take a step first.", { name });

/**
 * All its tensors stand in one memory:
 *
 *     0        LINE              #paramsEnd      2 · #paramsEnd                  #plansFrom  #trainingEnd
 *     | zeros  | parameters      | slot 0        | slot 1 . | constants | two    | training  | predictions
 *              | fc1.weight  ..  |  fc1.weight   |  fc1.wei |           | blocks | plans     |
 *
 * A slot is a run of optimizer state laid out as the parameters are: the number that belongs to the
 * one at word p stands at p + #paramsEnd, p + 2 · #paramsEnd. Plans of different batch sizes lie on
 * one another, as one of them runs at a time; predictions lie behind the largest of the training
 * plans, so that a reader may ask for values of the last step and of the last prediction.
 */
export class Network {
  /** of the last steps, where each shard has only its own rows of some weights */
  declare uneven?: Plan;
  readonly #memory: Memory;
  readonly #wordOf = new Map<number, number>(); // parameter value -> word
  readonly #constants = new Map<Graph, Map<number, number>>(); // the same of each graph's constants
  #slots: number[] = []; // what is added to the word of a parameter, for each of the slots
  readonly #paramsEnd: number;
  #plansFrom: number;
  #trainingEnd = 0;
  #plans = new Map<string, Plan>();
  #last: Plan | null = null; // the last training step
  #carried: Float32Array | null = null; // gradients of a step by another plan, or another network
  #predicted: Plan | null = null; // the last prediction
  #optimizer: Optimizer = makeOptimizer({ name: "SGD" });
  #stepsTaken = 0;
  readonly #random: Random = { seed: 0 };

  constructor(
    readonly tape: Tape,
    params: Uint8Array,
    wasm: WebAssembly.Module | null,
  ) {
    if (tape.format !== FORMAT) {
      throw new EngineError(
        "format",
        "This tape is of the format {format}; the engine reads {expected}.",
        { format: String(tape.format), expected: FORMAT },
      );
    }
    this.#memory = new Memory(wasm);
    let end = LINE;
    for (const { value } of tape.parameters) {
      if (this.#wordOf.has(value)) continue; // two names of one tensor
      this.#wordOf.set(value, end);
      end += wholeLines(this.#size(value));
    }
    this.#paramsEnd = end;
    this.#memory.reserve(end);
    this.#plansFrom = this.#placeConstants(end);
    this.load(params);
  }

  /** Parameters one after another as in `state_dict`, a little-endian word for each number. */
  load(params: Uint8Array) {
    const views = this.#parameterViews();
    const expected = 4 * lengthOf(views);
    if (params.byteLength !== expected) {
      throw new EngineError(
        "parameters",
        "The network has {expected} bytes of parameters, not {got}.",
        { expected, got: params.byteLength },
      );
    }
    const words = new Int32Array(params.slice().buffer);
    let from = 0;
    for (const view of views) {
      view.set(words.subarray(from, from + view.length));
      from += view.length;
    }
  }

  /** A copy of the parameters, as `load` takes them. */
  parameters(): Uint8Array {
    return new Uint8Array(joined(this.#parameterViews()).buffer);
  }

  /** The words of each parameter, where they stand in memory. */
  #parameterViews(): Int32Array[] {
    return this.tape.parameters.map(({ value }) => {
      const at = this.#wordOf.get(value) as number;
      return this.#memory.i32.subarray(at, at + this.#size(value));
    });
  }

  /** Write the constants of both graphs from a word on, and leave room for two blocks; the word behind. */
  #placeConstants(from: number): number {
    for (const graph of [this.tape, this.#evaluation]) {
      const places = new Map<number, number>();
      this.#constants.set(graph, places);
      for (const { value, data } of graph.constants ?? []) {
        const bytes = Uint8Array.from(atob(data), (c) => c.charCodeAt(0));
        places.set(value, from);
        this.#memory.reserve(from + bytes.length / 4);
        this.#memory.i32.set(new Int32Array(bytes.buffer), from);
        from += wholeLines(bytes.length / 4);
      }
    }
    return from + 2 * BLOCK;
  }

  /** What computes predictions. */
  get #evaluation(): Graph {
    return this.tape.evaluation ?? this.tape;
  }

  /** Choose an optimizer; its state starts anew. */
  optimize(options: OptimizerOptions) {
    this.#optimizer = makeOptimizer(options);
    this.#slots = Array.from(
      { length: this.#optimizer.slots },
      (_, i) => (i + 1) * this.#paramsEnd,
    );
    const slotsEnd = (1 + this.#slots.length) * this.#paramsEnd;
    this.#plans.clear();
    this.#last = null;
    this.#carried = null;
    this.#predicted = null;
    this.#trainingEnd = 0;
    this.#memory.reserve(slotsEnd);
    this.#memory.f32.fill(0, this.#paramsEnd, slotsEnd);
    this.#plansFrom = this.#placeConstants(slotsEnd);
    this.#stepsTaken = 0;
  }

  /** Random numbers start anew, as from `torch.manual_seed(seed)`. */
  seed(seed: number) {
    Object.assign(this.#random, { seed, generator: undefined, saved: undefined });
  }

  /**
   * All that a twin needs, after `optimize` with the same options, to take the same steps; in the memory
   * of a state that nobody needs any more, if there is one.
   */
  state(old?: State | null): State {
    const { seed, generator, saved } = this.#random;
    const words = this.#memory.i32.subarray(0, (1 + this.#slots.length) * this.#paramsEnd);
    return {
      words: joined([words], WIDE ? old?.words : null),
      steps: this.#stepsTaken,
      gradients: this.#lastGradients(WIDE ? old?.gradients : null),
      random: { seed, saved: generator ? generator.save() : saved },
    };
  }

  adopt({ words, steps, gradients, random }: State) {
    this.#memory.i32.set(words);
    this.#stepsTaken = steps;
    this.#last = null;
    if (WIDE) this.uneven = undefined;
    this.#carried = gradients;
    Object.assign(this.#random, { ...random, generator: undefined });
  }

  /** Make room for `n` samples, of a batch or a part of one; fill it, then call `gradients`. */
  batch(n: number, how: How = null): Batch {
    const plan = this.#trainingPlan(n, how);
    if (this.#last !== plan) {
      // its gradients lie where this plan has other things
      this.#carried = this.#lastGradients();
      this.#last = null;
    }
    return this.#ready(plan);
  }

  /**
   * Run forward, loss and backward on the batch that was filled; the loss. Without `zeroGrad` the
   * gradients add up on those of the step before, as `.grad` does. Buffers take their next values.
   */
  gradients(n: number, zeroGrad = true): number {
    return finished(this.run(n, null, zeroGrad));
  }

  /** The same of a part; before the rest `join` makes its loss and gradients the batch's. */
  *run(
    n: number,
    how: How,
    zeroGrad: boolean,
    join?: (loss: number) => Shared<number>,
  ): Shared<number> {
    const plan = this.#trainingPlan(n, how);
    const before = zeroGrad ? null : this.#lastGradients();
    yield* plan.run();
    this.#last = plan;
    if (WIDE && plan.shares?.size) this.uneven = plan;
    let loss = this.#memory.f32[(plan.tensors[this.tape.loss as number] as Tensor).at];
    if (join) loss = yield* join(loss);
    this.#renew(plan);
    if (before) this.sum([before], [1, 1], 1);
    return loss;
  }

  /** `gradients` and `update` on the batch that was filled, and all that they write. */
  trace(n: number, lr: number): Trace {
    const plan = this.#trainingPlan(n, null);
    const trace: Trace = { values: {}, places: {}, updates: [] };
    const keep = (v: number | null) => {
      const found = v === null ? undefined : plan.tensors[v];
      if (v === null || !found) return;
      trace.values[v] = this.#copy(found);
      trace.places[v] = { at: found.at, words: wordsOf(found) };
    };
    const computed = new Set(this.tape.ops.flatMap(({ outputs }) => outputs));
    for (const v of this.tape.values.keys()) if (!computed.has(v)) keep(v);
    finished(plan.run(({ outputs }) => outputs.forEach(keep)));
    this.#last = plan;
    this.#renew(plan);
    this.update(lr);
    for (const { value, grad, p, slots } of this.#places(plan)) {
      const { shape } = plan.tensors[value] as Tensor;
      const now = (at: number) => this.#copy(tensor(at, shape));
      const beside = slots.map((at) => ({ at, after: now(at) }));
      trace.updates.push({ value, grad, after: now(p), slots: beside });
    }
    return trace;
  }

  #lastGradients(old?: Float32Array | null): Float32Array | null {
    if (!this.#last) return this.#carried;
    return joined(this.lastGradients(), old);
  }

  /** All gradients of the last step, where they stand. */
  lastGradients(): Float32Array[] {
    const places = [...this.#places(this.#last as Plan)];
    return places.map(({ g, n }) => this.#memory.f32.subarray(g, g + n));
  }

  /**
   * The gradients become Σ wᵣ vᵣ of two vectors or more, added up in this order; number `own` of these
   * is what they are.
   */
  sum(vectors: Vector[], weights: number[], own: number) {
    const { f32, kernels: k } = this.#memory;
    const b = this.#plansFrom - BLOCK;
    const a = b - BLOCK;
    let at = 0; // in the vectors, which come into memory block by block
    for (const { g, n } of this.#places(this.#last as Plan)) {
      for (let y = g; y < g + n; y += BLOCK) {
        const count = Math.min(BLOCK, g + n - y);
        weights.reduce((sum, weight, r) => {
          const next = r === own ? y : r ? b : a;
          if (r !== own) f32.set(vectors[r].subarray(at, at + count), next);
          if (!r) return next;
          const to = r < weights.length - 1 ? a : y;
          k.blend(sum, next, to, count, r > 1 ? 1 : weights[0], weight);
          return to;
        }, a);
        at += count;
      }
    }
  }

  /** Move every parameter that has a gradient one step; of weights that shards divide the own rows. */
  update(lr: number) {
    checkRate(lr);
    const plan = this.#last;
    if (!plan) throw notComputed("the gradient");
    this.#stepsTaken++;
    for (const place of this.#places(plan)) {
      const own = WIDE ? ownOf(place) : place;
      this.#optimizer.step(this.#memory.kernels, own, lr, this.#stepsTaken);
    }
  }

  /**
   * Let all shards have all rows of all weights. Before a step on `n` samples, `how` it is taken, nothing
   * is to do if it is taken as the last was.
   */
  *level(n?: number, how: How = null): Shared<void> {
    const plan = WIDE && this.uneven;
    if (plan && !(n && plan === this.#trainingPlan(n, how))) {
      const divided = [...this.#places(plan)].flatMap(({ p, g, slots, shares }) =>
        shares ? [p, g, ...slots].map((at) => ({ at, shares })) : [],
      );
      yield* levelShares(this.#memory.f32, divided);
      this.uneven = undefined;
    }
  }

  /** The output of the last training step, a view until the next run. */
  output(): Float32Array {
    return this.#view(this.#last as Plan);
  }

  /**
   * Run forward on `n` samples that `fill` writes; the output is a view until the next run, the
   * loss is null unless `scored`. Predictions have memory of their own.
   */
  predict(
    n: number,
    fill: (batch: Batch) => void,
    scored = false,
  ): { output: Float32Array; loss: number | null } {
    const { output, loss } = this.#evaluation;
    const wanted = scored && loss !== null ? [loss] : [];
    // behind the largest training plan, so that the values of both can be read
    const base = Math.max(this.#trainingEnd, this.#plansFrom);
    const plan = this.#plan(this.#evaluation, n, null, wanted, [output], base);
    fill(this.#ready(plan));
    finished(plan.run());
    this.#predicted = plan;
    const lossAt = scored && loss !== null ? (plan.tensors[loss] as Tensor).at : null;
    return { output: this.#view(plan), loss: lossAt === null ? null : this.#memory.f32[lossAt] };
  }

  /** A copy of a value of the last training step, or of the last prediction, by its name. */
  read(name: string, from: "step" | "prediction" = "step"): Values {
    const plan = from === "step" ? this.#last : this.#predicted;
    const graph = from === "step" ? this.tape : this.#evaluation;
    const value = graph.names[name];
    if (value === undefined) throw unknownName(name);
    const at = this.#wordOf.get(value);
    const found = plan?.tensors[value];
    if (!found && at === undefined) throw notComputed(name);
    const { shape, dtype } = graph.values[value];
    return this.#copy(found ?? tensor(at as number, shape as number[], dtype));
  }

  #copy(source: Tensor): Values {
    const data = new Float32Array(source.numel);
    const memory = source.dtype === "float32" ? this.#memory.f32 : this.#memory.i32;
    copyBetween(memory, source, data, tensor(0, source.shape))();
    return { shape: source.shape, data };
  }

  /** Words of memory in use. */
  get words(): number {
    return this.#memory.f32.length;
  }

  #size(value: number): number {
    return this.tape.values[value].shape.reduce<number>((p, s) => p * sizeAt(s, 1), 1);
  }

  *#places(plan: Plan): Generator<Numbered> {
    const seen = new Set<number>();
    for (const { value, grad } of this.tape.parameters) {
      if (grad === null || seen.has(value)) continue;
      seen.add(value); // a tensor of two names moves once
      const p = this.#wordOf.get(value) as number;
      const g = plan.row(grad).at;
      const slots = this.#slots.map((s) => s + p);
      yield {
        value,
        grad,
        p,
        g,
        slots,
        n: this.#size(value),
        shares: WIDE ? plan.shares?.get(grad) : undefined,
      };
    }
  }

  /** Give each buffer that has one its next value. */
  #renew(plan: Plan) {
    for (const { value, next } of this.tape.parameters) {
      if (next === undefined) continue;
      const { at, numel } = plan.row(next);
      this.#memory.i32.copyWithin(this.#wordOf.get(value) as number, at, at + numel);
    }
  }

  #trainingPlan(n: number, how: How): Plan {
    if (this.tape.loss === null)
      throw new EngineError("inference", "This tape has no loss: it can predict but not train.");
    const { names, output, parameters } = this.tape;
    const after = parameters.flatMap(({ grad, next }) => [grad ?? [], next ?? []].flat());
    const rows = [output, ...after];
    const plan = this.#plan(this.tape, n, how, Object.values(names), rows, this.#plansFrom);
    this.#trainingEnd = Math.max(this.#trainingEnd, plan.end);
    return plan;
  }

  #view(plan: Plan): Float32Array {
    const { at, numel } = plan.row(plan.graph.output);
    return this.#memory.f32.subarray(at, at + numel);
  }

  /** A plan for values of a graph, of which the last, `rows`, are wanted in reading order. */
  #plan(graph: Graph, n: number, how: How, wanted: number[], rows: number[], base: number): Plan {
    // the weights tell how many shards there are, which may have changed
    const key = JSON.stringify([n, how, base, wanted.length]);
    const found = this.#plans.get(key);
    if (found) return found;
    const fixed = new Map([...this.#wordOf, ...(this.#constants.get(graph) ?? [])]);
    const inputs = this.tape.inputs.map(({ value }) => value);
    const make = () => {
      const { kernels: k, f32, i32 } = this.#memory;
      const layout = { n, how, inputs, fixed, wanted: [...wanted, ...rows], rows, base };
      return new Plan(graph, layout, operations, { k, f32, i32, random: this.#random });
    };
    let plan = make();
    if (this.#memory.reserve(plan.end)) {
      this.#plans.clear(); // they were bound to the memory before it grew
      plan = make();
    }
    this.#plans.set(key, plan);
    return plan;
  }

  #ready(plan: Plan): Batch {
    const [input, target] = ["input", "target"].map((name) => {
      const found = this.tape.inputs.find((i) => i.name === name);
      return found ? (plan.tensors[found.value] as Tensor) : null;
    });
    return {
      n: plan.n,
      k: this.#memory.kernels,
      f32: this.#memory.f32,
      i32: this.#memory.i32,
      input: input as Tensor,
      target,
    };
  }
}
