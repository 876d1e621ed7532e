// An operation of the engine on tensors: bound to the memory in which they lie, what lies in no form
// that its kernels read copied around it.

import type { Kernels } from "../engine/kernels/types";
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
  promote,
  WHOLE,
  wrapped,
} from "./dtypes";
import { AtenError } from "./errors";
import { EXACT, Inexact } from "./exact";
import type { Heap } from "./heap";
import { inOrder } from "./layout";
import { Scratch, Short } from "./scratch";
import { placeOf, type Tensor } from "./tensors";

/** Operands that name places, and are not moved themselves. */
const PLACES = ["index", "indices"];

/** The kernels of what is moved in words of another size than theirs. */
const NONE = {} as Kernels;

/** Bytes of scratch memory that are kept from call to call. */
const KEPT = 2 ** 23;

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
  rest(most = KEPT) {
    this.#scratch.trim(most);
  }

  #bind(plan: Plan, operands: Operands, outs: (Tensor | null)[], random: Randomness): () => void {
    const { heap } = this;
    const { compute, moves = false } = plan;
    const wide = !moves && !(compute === float32 || compute === float16 || compute === bfloat16);
    const value = moves ? compute : wide ? float64 : float32;
    const other = wide ? float64 : int32;
    const whole = wide && compute.kind !== FLOAT;
    const before: (() => void)[] = [];
    const after: (() => void)[] = [];
    // what is moved, of whatever dtype, stands where floating numbers do; places are whole numbers
    const label = (dtype: Dtype, moved: boolean) =>
      moved || (!moves && dtype.kind === FLOAT)
        ? "float32"
        : dtype.kind === BOOL
          ? "bool"
          : "int64";
    /** The dtype in which the kernels see one of this dtype. */
    const seen = (dtype: Dtype, moved: boolean) =>
      label(dtype, moved) === "float32" ? value : other;
    const twin = (
      shape: number[],
      dtype: Dtype,
      moved: boolean,
      strides = inOrder(shape),
    ): [Place, Lying] => {
      const as = seen(dtype, moved);
      let numel = 1;
      for (const size of shape) numel *= size;
      const at = this.#scratch.take(numel * as.size) / as.size;
      const lying = { dtype: as, at, shape, strides };
      return [placed(at, shape, label(dtype, moved), strides), lying];
    };
    const lies = (t: Tensor): Lying => {
      const { dtype, shape, strides } = t.layout;
      return { dtype, at: placeOf(t) / dtype.size, shape, strides };
    };
    const put = (t: Tensor, as: Dtype, moved: boolean): Place => {
      const { dtype, shape, strides } = t.layout;
      if (dtype === seen(as, moved) && label(dtype, moved) === label(as, moved)) {
        return placed(placeOf(t) / dtype.size, shape, label(as, moved), strides);
      }
      const [place, lying] = twin(shape, as, moved);
      const from = lies(t);
      const way = wayOf(shape, lying.strides, from.strides);
      before.push(() => convert(heap, from, lying, way));
      if (whole && dtype === int64) before.push(() => checkExact(heap, lying));
      // a tensor of one number becomes one of a narrower dtype beside others of it
      if (whole && dtype.kind === WHOLE && promote(dtype, as) !== as) {
        before.push(() => narrow(heap, lying, t.layout.numel, as));
      }
      return place;
    };
    const take = (t: Tensor | null): Place | null => {
      if (!t) return null;
      const { dtype, shape, strides } = t.layout;
      if (dtype === seen(dtype, moves)) {
        return placed(placeOf(t) / dtype.size, shape, label(dtype, moves), strides);
      }
      const [place, lying] = twin(shape, dtype, moves, t.layout.dense ? strides : undefined);
      const to = lies(t);
      const way = wayOf(shape, to.strides, lying.strides);
      if (whole && dtype === int64) after.push(() => checkExact(heap, lying));
      after.push(() => convert(heap, lying, to, way));
      return place;
    };
    const ins: Record<string, Place> = {};
    for (const name in plan.ins) {
      const [from, as] = plan.ins[name];
      const t = operands[from] as Tensor | null;
      if (t) ins[name] = put(t, as, moves && !PLACES.includes(name));
    }
    const lists: Record<string, (Place | null)[]> = {};
    for (const name in plan.lists) {
      const as = plan.lists[name];
      lists[name] = (operands[name] as (Tensor | null)[]).map(
        (t) => t && put(t, t.layout.dtype.kind === FLOAT ? as : t.layout.dtype, false),
      );
    }
    const out = outs.map(take);
    const numbers = moves ? wordsFor(heap, compute) : wide ? heap.f64 : heap.f32;
    const bind = operations[plan.engine];
    const run = bind?.({
      k: moves && compute.size !== 4 ? NONE : wide ? heap.double : heap.single,
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

/** Let doubles that lie one after another be whole numbers of a dtype. */
function narrow({ f64 }: Heap, { at }: Lying, many: number, dtype: Dtype) {
  for (let i = at; i < at + many; i++) f64[i] = wrapped(f64[i], dtype);
}

/** Raise where doubles that stand for whole numbers no longer hold them. */
function checkExact({ f64 }: Heap, { at, shape, strides }: Lying) {
  let last = 0;
  for (let d = 0; d < shape.length; d++) {
    if (shape[d] === 0) return;
    last += (shape[d] - 1) * strides[d];
  }
  for (let i = at; i <= at + last; i++) {
    if (f64[i] > EXACT || f64[i] < -EXACT) throw new Inexact();
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
