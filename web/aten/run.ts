// An operation of the engine on tensors: bound to the memory in which they lie, what lies in no form
// that its kernels read copied around it.

import { operations } from "../engine/operations/all";
import type { Call } from "../engine/operations/operation";
import { type Tensor as Place, tensor as placed } from "../engine/tensor";
import type { Operands, Plan } from "./context";
import { convert, type Lying, wayOf } from "./convert";
import {
  BOOL,
  bfloat16,
  type Dtype,
  FLOAT,
  float16,
  float32,
  float64,
  int32,
  int64,
} from "./dtypes";
import { AtenError } from "./errors";
import type { Heap } from "./heap";
import { inOrder } from "./layout";
import { placeOf, type Tensor } from "./tensors";

/** Raised where scratch memory is too small for a call: it is made larger, and the call bound anew. */
class Short extends Error {}

/** Scratch memory: taken from its start by each call, and given back whole. */
class Scratch {
  #at = 0;
  #size = 0;
  #used = 0;
  constructor(private readonly heap: Heap) {}

  begin() {
    this.#used = 0;
  }

  take(bytes: number): number {
    const at = this.#at + this.#used;
    this.#used += Math.ceil((bytes + 12) / 64) * 64;
    if (this.#used > this.#size) throw new Short();
    return at;
  }

  /** Make room for what the last call asked, and half as much more. */
  grow() {
    this.release();
    this.#size = Math.max(65536, Math.ceil(this.#used * 1.5));
    this.#at = this.heap.allocate(this.#size);
    this.heap.epoch++;
  }

  /** Keep no more than `most` bytes. */
  trim(most: number) {
    if (this.#size > most) this.release();
  }

  private release() {
    if (!this.#size) return;
    this.heap.free(this.#at, this.#size);
    this.#size = 0;
    this.heap.epoch++;
  }
}

/** Bytes of scratch memory that are kept from call to call. */
const KEPT = 2 ** 25;

export interface Randomness {
  seed: number;
  generator?: object;
}

export class Runner {
  readonly #scratch: Scratch;
  constructor(readonly heap: Heap) {
    this.#scratch = new Scratch(heap);
  }

  /** Bind a plan to operands and outputs. What it returns holds until the memory moves. */
  bind(plan: Plan, operands: Operands, outs: (Tensor | null)[], random: Randomness): () => void {
    for (;;) {
      try {
        this.#scratch.begin();
        return this.#bind(plan, operands, outs, random);
      } catch (error) {
        if (!(error instanceof Short)) throw error;
        this.#scratch.grow();
      }
    }
  }

  /** After a call: give back scratch memory that is large. */
  rest() {
    this.#scratch.trim(KEPT);
  }

  #bind(plan: Plan, operands: Operands, outs: (Tensor | null)[], random: Randomness): () => void {
    const { heap } = this;
    const { compute, moves } = plan;
    const wide = !moves && !(compute === float32 || compute === float16 || compute === bfloat16);
    const value = moves ? compute : wide ? float64 : float32;
    const other = wide ? float64 : int32;
    const before: (() => void)[] = [];
    const after: (() => void)[] = [];
    const label = (dtype: Dtype) =>
      (moves ? dtype === compute : dtype.kind === FLOAT)
        ? "float32"
        : dtype.kind === BOOL
          ? "bool"
          : "int64";
    /** The dtype in which the kernels see one of this dtype. */
    const seen = (dtype: Dtype) => (label(dtype) === "float32" ? value : other);
    const twin = (shape: number[], dtype: Dtype, strides = inOrder(shape)): [Place, Lying] => {
      const as = seen(dtype);
      let numel = 1;
      for (const size of shape) numel *= size;
      const at = this.#scratch.take(numel * as.size) / as.size;
      const lying = { dtype: as, at, shape, strides };
      return [placed(at, shape, label(dtype), strides), lying];
    };
    const lies = (t: Tensor): Lying => {
      const { dtype, shape, strides } = t.layout;
      return { dtype, at: placeOf(t) / dtype.size, shape, strides };
    };
    const put = (t: Tensor, as: Dtype): Place => {
      const { dtype, shape, strides } = t.layout;
      if (dtype === seen(as) && label(dtype) === label(as)) {
        return placed(placeOf(t) / dtype.size, shape, label(as), strides);
      }
      const [place, lying] = twin(shape, as);
      const from = lies(t);
      const way = wayOf(shape, lying.strides, from.strides);
      before.push(() => convert(heap, from, lying, way));
      return place;
    };
    const take = (t: Tensor | null): Place | null => {
      if (!t) return null;
      const { dtype, shape, strides } = t.layout;
      if (dtype === seen(dtype))
        return placed(placeOf(t) / dtype.size, shape, label(dtype), strides);
      const [place, lying] = twin(shape, dtype, t.layout.dense ? strides : undefined);
      const to = lies(t);
      const way = wayOf(shape, to.strides, lying.strides);
      after.push(() => convert(heap, lying, to, way));
      return place;
    };
    const ins: Record<string, Place> = {};
    for (const name in plan.ins) {
      const [from, as] = plan.ins[name];
      const t = operands[from] as Tensor | null;
      if (t) ins[name] = put(t, as);
    }
    const lists: Record<string, (Place | null)[]> = {};
    for (const name in plan.lists) {
      const as = plan.lists[name];
      lists[name] = (operands[name] as (Tensor | null)[]).map(
        (t) => t && put(t, t.layout.dtype.kind === FLOAT ? as : t.layout.dtype),
      );
    }
    const out = outs.map(take);
    const numbers = moves ? wordsFor(heap, compute) : wide ? heap.f64 : heap.f32;
    const bind = operations[plan.engine];
    const run = bind?.({
      k: wide ? heap.double : heap.single,
      f32: numbers as Float32Array,
      i32: (wide ? heap.f64 : heap.i32) as Int32Array,
      args: plan.args,
      in: ins,
      lists,
      out,
      y: out[0] as Place,
      random: random as Call["random"],
      scratch: (words) =>
        this.#scratch.take(words * (moves ? compute.size : value.size)) /
        (moves ? compute.size : value.size),
    });
    if (!run)
      throw new AtenError(
        "NotImplementedError",
        `The page cannot run aten::${plan.engine} with these arguments.`,
      );
    if (!before.length && !after.length) return run;
    return () => {
      for (const copy of before) copy();
      run();
      for (const copy of after) copy();
    };
  }
}

/** The memory as elements that can be moved: those of int64 as such. */
const wordsFor = (heap: Heap, dtype: Dtype) => {
  if (dtype === int64) return heap.i64;
  const { size, kind } = dtype;
  if (size === 8) return heap.f64;
  if (size === 4) return kind === FLOAT ? heap.f32 : heap.i32;
  return size === 2 ? heap.u16 : heap.u8;
};
