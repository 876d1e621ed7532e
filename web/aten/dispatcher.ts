// Calls by name: decodes what Python hands over, plans it once for all calls alike, and gives it
// memory.

import { eachRow, layOut } from "../engine/operations/strides";
import type { Context, Operands, Plan } from "./context";
import { convert, plain, reader, type Way, wayOf, wordsOf, writer } from "./convert";
import { bool, canCast, type Dtype, FLOAT, isEight } from "./dtypes";
import type { Direct, Entry, Rule } from "./entry";
import { AtenError, check } from "./errors";
import { exactly, Inexact } from "./exact";
import type { Heap } from "./heap";
import { inOrder, type Layout, layout } from "./layout";
import { entries } from "./ops/all";
import { checkApart, checkSeparate, checkWritten } from "./overlap";
import { Random } from "./random";
import { type Randomness, Runner } from "./run";
import { type Args, decode, type Given, parse, type Schema } from "./schema";
import { repeated, shown } from "./shapes";
import { placeOf, type Tensor, Tensors } from "./tensors";

/** What Python calls: flat arguments in, a handle out. */
export type Call = (...flat: unknown[]) => number;

interface Known {
  schema: Schema;
  rule?: Rule;
  direct?: Direct;
  plans: Map<string, Planned>;
}

interface Planned {
  plan: Plan;
  /** bound runs by the places of what they read and write; null for places that were met once */
  bound: Map<string, (() => void) | null>;
  epoch: number;
}

/** Plans that are kept for an operation, bound runs for a plan, and ways of copies. */
const [PLANS, BOUND, WAYS] = [512, 64, 1024];

const all = new Map<string, { schema: Schema; entry: Entry }>();
for (const entry of entries) {
  const schema = parse(entry.schema);
  all.set(schema.name, { schema, entry });
}

export const schemas = (): string[] => [...all.values()].map(({ schema }) => schema.text);

/** Elements that share memory may be filled with one number; a copy looks at that itself. */
const FILLS = ["fill_.Scalar", "zero_", "copy_"];

/** What writes to places that tensors name reads none of what it writes. */
const PLACES = /^(index_(add|copy|fill|put)|scatter(_add|_reduce)?)(\.|_|$)/;

const MISFIT = /The size of tensor a|the broadcast shape/;

type Outputs = (Tensor | null)[];

export class Dispatcher implements Context {
  readonly tensors: Tensors;
  readonly runner: Runner;
  readonly random: Randomness = { seed: 0, generator: new Random() };
  /** whether all calls are without numbers, whatever they are given */
  meta = false;
  /** where what a call makes lies, if it says so itself: on the device "meta", or not */
  where: boolean | null = null;
  /** outputs of the last call */
  count = 0;
  /** whether an operation runs within another, which may know where its tensors lie */
  #within = false;
  readonly #known = new Map<string, Known>();
  readonly #calls = new Map<string, Call>();
  /** how copies between two layouts go */
  readonly #ways = new Map<number, { own: number[]; way: Way }>();

  constructor(readonly heap: Heap) {
    this.tensors = new Tensors(heap);
    this.runner = new Runner(heap);
  }

  has(name: string): boolean {
    try {
      this.op(name);
      return true;
    } catch {
      return false;
    }
  }

  /** The function of this aten name. Raises NotImplementedError for one that is not here. */
  op(name: string): Call {
    let call = this.#calls.get(name);
    if (!call) {
      call = this.#make(name);
      this.#calls.set(name, call);
    }
    return call;
  }

  #make(name: string): Call {
    if (all.has(name)) {
      const known = this.#find(name);
      if (known.schema.args[0]?.written) return this.#inPlace(known);
      return (...flat) => {
        const { args, key } = this.#decode(known, flat);
        return this.#give(this.#apart(args, () => this.#run(known, args, key)));
      };
    }
    const written = writes(name);
    if (!written && all.has(inPlaceOf(name))) {
      const known = this.#find(inPlaceOf(name));
      return (...flat) => {
        const { args, key } = this.#decode(known, flat);
        return this.#give(
          this.#apart(args, () => {
            const self = this.call("clone", { self: args.self });
            this.#run(known, { ...args, self }, key);
            return [self];
          }),
        );
      };
    }
    if (!written) {
      throw new AtenError(
        "NotImplementedError",
        `The page does not have the operation aten::${name}.`,
      );
    }
    return this.#inPlace(this.#find(written));
  }

  /** The function that writes what this one gives into tensors, whose handles come last. */
  into(name: string): Call {
    const known = this.#find(name);
    const outs = (known.schema.text.split("->")[1].match(/Tensor/g) ?? []).length;
    return (...flat) => {
      const handles = flat.slice(flat.length - outs) as number[];
      const { args, key } = this.#decode(known, flat.slice(0, flat.length - outs));
      const targets = handles.map((handle) => this.tensors.get(handle));
      this.#apart(args, () => this.#into(known, args, key, targets, true));
      this.count = handles.length;
      return handles[0];
    };
  }

  /** Write one tensor into another, which becomes as large. */
  putInto(from: Tensor, target: Tensor) {
    this.#target(target, from.layout, true);
    this.copy(from, target);
  }

  /** Raises as torch does where a result cannot be written into a tensor; an `out` becomes as large. */
  #target(target: Tensor, of: Layout, out: boolean) {
    const { dtype, shape } = target.layout;
    const same = of.shape.length === shape.length && of.shape.every((size, d) => size === shape[d]);
    check(
      same || out,
      () =>
        `output with shape ${shown(shape)} doesn't match the broadcast shape ${shown(of.shape)}`,
    );
    check(
      canCast(of.dtype, dtype),
      () => `result type ${of.dtype.title} can't be cast to the desired output type ${dtype.title}`,
    );
    if (!same) {
      target.layout = layout(dtype, of.shape, of.strides);
      const bytes = (target.offset + of.numel) * dtype.size;
      if (bytes > target.storage.bytes) this.tensors.resize(target.storage, bytes);
    }
    checkWritten(target);
  }

  /** What writes its first argument: computes beside it, or by itself. */
  #inPlace(known: Known): Call {
    const alone = known.direct && known.schema.args[0].written;
    const fills = FILLS.includes(known.schema.name);
    const places = PLACES.test(known.schema.name);
    return (...flat) => {
      const { args, key } = this.#decode(known, flat);
      if (!fills) checkWritten(args.self);
      if (places) {
        const { self, ...rest } = args;
        checkSeparate(self, Object.values(rest));
      }
      try {
        this.#apart(args, () => {
          if (alone) this.#run(known, args, key);
          else this.#into(known, args, key, [args.self]);
        });
      } catch (error) {
        // of two mistakes torch finds this one first
        if (MISFIT.test(String(error))) checkApart(args.self, Object.values(args));
        throw error;
      }
      this.count = 1;
      return flat[0] as number;
    };
  }

  #find(name: string): Known {
    let known = this.#known.get(name);
    if (!known) {
      const found = all.get(name);
      if (!found)
        throw new AtenError(
          "NotImplementedError",
          `The page does not have the operation aten::${name}.`,
        );
      known = { ...found.entry, schema: found.schema, plans: new Map() };
      this.#known.set(name, known);
    }
    return known;
  }

  /** Give handles to outputs, one after another; the first of them. */
  #give(outs: Outputs): number {
    this.count = outs.length;
    let first = 0;
    for (let i = 0; i < outs.length; i++) {
      const t = outs[i];
      const handle = t ? this.tensors.keep(t) : this.tensors.skip();
      if (i === 0) first = handle;
    }
    return first;
  }

  /** Read a call's arguments; it has no numbers if one of them has none. */
  #decode(known: Known, flat: unknown[]): Given {
    if (this.heap.scattered) {
      this.tensors.sweep();
      this.#gather();
    }
    const given = decode(known.schema, flat, this.tensors);
    const { meta, tensors } = this;
    tensors.meta = meta || (this.where ?? (tensors.metas > 0 && onMeta(given.args)));
    return given;
  }

  /** Run a call, which draws from the generator that it was given. */
  #apart<T>({ generator }: Args, run: () => T): T {
    const usual = this.random.generator;
    if (generator) this.random.generator = generator;
    try {
      return run();
    } finally {
      this.random.generator = usual;
      this.tensors.meta = false;
    }
  }

  /** Let tensors lie side by side. */
  #gather() {
    this.runner.rest(0);
    this.tensors.gather();
  }

  /** Where memory would grow for so many bytes though it has room in pieces, make one of these. */
  #makeRoom(bytes: number) {
    if (!this.#within && !this.tensors.meta && this.heap.tight(bytes)) this.#gather();
  }

  /** New outputs of a plan. */
  #outs({ outs }: Plan): Outputs {
    let bytes = 0;
    for (const of of outs) if (of) bytes += of.numel * of.dtype.size;
    this.#makeRoom(bytes);
    return outs.map((of) => of && this.tensors.empty(of));
  }

  #run(known: Known, args: Args, key: string): Outputs {
    if (known.direct) {
      const found = known.direct(args, this);
      return Array.isArray(found) ? found : [found];
    }
    const planned = this.#plan(known, args, key);
    if (!this.tensors.meta) planned.plan.inspect?.(args, this);
    const outs = this.#outs(planned.plan);
    this.#compute(planned, known.schema, args, outs);
    return outs;
  }

  #plan(known: Known, args: Args, key: string): Planned {
    let planned = known.plans.get(key);
    if (!planned) {
      const plan = (known.rule as Rule)(args, this);
      checkComputed(plan);
      planned = { plan, bound: new Map(), epoch: this.heap.epoch };
      if (known.plans.size >= PLANS) known.plans.clear();
      known.plans.set(key, planned);
    }
    return planned;
  }

  #compute(planned: Planned, schema: Schema, args: Args, outs: Outputs) {
    if (this.tensors.meta) return;
    let where = "";
    for (const { name, type, list } of schema.args) {
      if (type !== "Tensor") continue;
      const given = args[name];
      if (!given) continue;
      if (list) for (const t of given as Outputs) where += t ? `${placeOf(t)},` : "-";
      else where += `${placeOf(given)},`;
    }
    for (const t of outs) where += t ? `${placeOf(t)}.` : "-";
    if (planned.epoch !== this.heap.epoch) {
      planned.bound.clear();
      planned.epoch = this.heap.epoch;
    }
    const known = planned.bound.get(where);
    const run = known ?? this.runner.bind(planned.plan, args, outs, this.random);
    if (!known) {
      if (planned.epoch !== this.heap.epoch) {
        planned.bound.clear();
        planned.epoch = this.heap.epoch;
      }
      if (planned.bound.size >= BOUND) planned.bound.clear();
      // Most that is met once is never met again: kept, it outlives V8's young garbage.
      planned.bound.set(where, known === null ? run : null);
    }
    try {
      run();
    } catch (error) {
      if (!(error instanceof Inexact)) throw error;
      exactly(this.heap, planned.plan, args, outs[0] as Tensor);
    }
    this.runner.rest();
  }

  /** Compute, and write what comes of it into tensors that are given. */
  #into(known: Known, args: Args, key: string, targets: Tensor[], out = false) {
    let results: Outputs;
    if (known.direct) results = this.#run(known, args, key);
    else {
      const planned = this.#plan(known, args, key);
      if (!this.tensors.meta) planned.plan.inspect?.(args, this);
      targets.forEach((target, i) => {
        const of = planned.plan.outs[i];
        if (of) this.#target(target, of, out);
      });
      if (planned.plan.pointwise) checkApart(targets[0], Object.values(args));
      if (planned.plan.pointwise && fits(targets[0], planned.plan.outs[0], args)) {
        return this.#compute(planned, known.schema, args, targets);
      }
      results = this.#outs(planned.plan);
      this.#compute(planned, known.schema, args, results);
    }
    results.forEach((from, i) => {
      if (!from) return;
      if (targets[i]) {
        this.#target(targets[i], from.layout, out);
        this.copy(from, targets[i]);
      }
      if (from.storage.users === 0) this.tensors.drop(from.storage);
    });
  }

  /** Make all plans anew, for what they rest on has changed. */
  forget() {
    for (const known of this.#known.values()) known.plans.clear();
  }

  call(name: string, args: Args): Tensor {
    return this.calls(name, args)[0] as Tensor;
  }

  calls(name: string, args: Args): Outputs {
    const known = this.#find(name);
    const full: Args = {};
    for (const { name: label, fallback } of known.schema.args) {
      full[label] = args[label] ?? fallback ?? null;
    }
    const so = this.#within;
    this.#within = true;
    try {
      return this.#run(known, full, keyOf(full));
    } finally {
      this.#within = so;
    }
  }

  first(dtype: Dtype, shape: number[], strides?: number[]): Tensor {
    const of = layout(dtype, shape, strides);
    this.#makeRoom(of.numel * dtype.size);
    return this.tensors.empty(of);
  }

  empty(dtype: Dtype, shape: number[], strides?: number[]): Tensor {
    return this.tensors.empty(layout(dtype, shape, strides));
  }

  from(values: ArrayLike<number>, dtype: Dtype, shape: number[]): Tensor {
    const t = this.empty(dtype, shape);
    this.put(t, values);
    return t;
  }

  put(t: Tensor, values: ArrayLike<number>) {
    if (t.storage.meta) return;
    const { dtype } = t.layout;
    const write = writer(this.heap, dtype);
    const at = placeOf(t) / dtype.size;
    for (let i = 0; i < values.length; i++) write(at + i, values[i]);
  }

  generator(): Random {
    return this.tensors.meta ? new Random() : (this.random.generator as Random);
  }

  read(t: Tensor): Float64Array {
    wantNumbers(t);
    const { dtype, shape, strides, numel, contiguous } = t.layout;
    if (contiguous && (plain(dtype) || dtype === bool)) {
      const words = wordsOf(this.heap, dtype) as Float32Array;
      const at = placeOf(t) / dtype.size;
      return new Float64Array(words.subarray(at, at + numel));
    }
    const found = new Float64Array(numel);
    const get = reader(this.heap, dtype);
    const rows = layOut(shape, inOrder(shape), strides);
    eachRow(rows, [0, placeOf(t) / dtype.size], (k, at) => {
      for (let i = 0; i < rows.length; i++) {
        found[k + i * rows.steps[0]] = get(at + i * rows.steps[1]);
      }
    });
    return found;
  }

  fill(t: Tensor, value: number) {
    if (t.storage.meta) return;
    const { dtype, shape, strides, numel, dense } = t.layout;
    const at = placeOf(t) / dtype.size;
    const set = writer(this.heap, dtype);
    if (dense && numel && dtype.size === 4) {
      const words = dtype.kind === FLOAT ? this.heap.f32 : this.heap.i32;
      words.fill(value, at, at + numel);
      return;
    }
    const rows = layOut(shape, strides);
    eachRow(rows, [at], (from) => {
      for (let i = 0; i < rows.length; i++) set(from + i * rows.steps[0], value);
    });
  }

  compute(plan: Plan, operands: Operands, outs: Outputs) {
    if (this.tensors.meta) return;
    this.runner.bind(plan, operands, outs, this.random)();
    this.runner.rest();
  }

  write(from: Tensor, to: Tensor) {
    if (from.storage !== to.storage) return this.copy(from, to);
    const { shape, dtype } = from.layout;
    const kept = this.empty(dtype, shape);
    this.copy(from, kept);
    this.copy(kept, to);
    this.tensors.drop(kept.storage);
  }

  copy(from: Tensor, to: Tensor) {
    if (to.storage.meta) return;
    wantNumbers(from);
    const { shape, strides, id } = to.layout;
    const key = id * 2 ** 24 + from.layout.id;
    let known = this.#ways.get(key);
    if (!known) {
      const own = repeated(from.layout, shape);
      known = { own, way: wayOf(shape, strides, own) };
      if (this.#ways.size >= WAYS) this.#ways.clear();
      this.#ways.set(key, known);
    }
    const [x, y] = [from.layout.dtype, to.layout.dtype];
    convert(
      this.heap,
      { dtype: x, at: placeOf(from) / x.size, shape, strides: known.own },
      { dtype: y, at: placeOf(to) / y.size, shape, strides },
      known.way,
    );
  }
}

/** Whether the tensors of a call are without numbers. Raises where some are and some are not. */
function onMeta(args: Args): boolean {
  let found: boolean | null = null;
  const look = (t: Tensor, name: string) => {
    const { meta } = t.storage;
    if (found === null || meta === found) found = meta;
    // a number may lie anywhere, and so may what is copied and what names places
    else if (t.layout.shape.length && name !== "src" && name !== "indices") {
      const [one, other] = meta ? ["meta", "cpu"] : ["cpu", "meta"];
      throw new AtenError(
        "RuntimeError",
        `Tensor on device ${one} is not on the expected device ${other}!`,
      );
    } else found ||= meta;
  };
  for (const name in args) {
    const given = args[name];
    if (given?.storage) look(given, name);
    else if (Array.isArray(given)) for (const t of given) if (t?.storage) look(t, name);
  }
  return found ?? false;
}

/** Refuse a tensor without numbers where they are looked at. */
export function wantNumbers({ storage }: Tensor) {
  check(!storage.meta, () => "Cannot copy out of meta tensor; no data!", "NotImplementedError");
}

/** Raises where numbers of eight bits would be computed with, and not just moved. */
function checkComputed({ engine, moves, compute, ins }: Plan) {
  if (moves) return;
  const eight = [compute, ...Object.values(ins).map(([, as]) => as)].find(isEight);
  if (eight) {
    throw new AtenError(
      "NotImplementedError",
      `The page does not compute "${engine}" for '${eight.title}': convert with .float() first.`,
    );
  }
}

const keyOf = (args: Args) =>
  JSON.stringify(args, (_, value) =>
    value && typeof value === "object" && "layout" in value ? value.layout.id : value,
  );

/**
 * Whether a result can be written straight into a tensor: it lies as the result does and fills its
 * storage, for kernels write beyond an end, and an operand in the same storage is the tensor itself.
 */
function fits(target: Tensor, of: Layout | null, args: Args): boolean {
  const { storage, offset, layout: own } = target;
  if (own !== of || !own.dense || offset !== 0) return false;
  if (own.numel * own.dtype.size !== storage.bytes) return false;
  for (const name in args) {
    const t = args[name] as Tensor | null;
    if (t?.storage === storage && (t.layout !== own || t.offset !== 0)) return false;
  }
  return true;
}

/** The operation that does in place what one of this name does beside. */
const inPlaceOf = (name: string) => name.replace(/^(\w+?)(_functional)?(\.|$)/, "$1_$3");

/** The functional operation that an in-place name stands for. */
function writes(name: string): string | undefined {
  const [base, overload = ""] = name.split(".");
  if (!base.endsWith("_") || base.endsWith("__")) return undefined;
  // pow_.Scalar is pow.Tensor_Scalar in place
  return [`Tensor_${overload}`, overload, overload === "Tensor" ? "" : overload]
    .map((o) => (o ? `${base.slice(0, -1)}.${o}` : base.slice(0, -1)))
    .find((full) => all.has(full));
}
