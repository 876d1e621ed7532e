// The memory plan: where each value of a tape stands at one batch size, and what runs in order.

import { EngineError } from "./errors";
import type { Kernels } from "./kernels/types";
import { LINE } from "./memory";
import { binders, type Helpers } from "./ops";
import { sizeAt, type Tape, type TapeOp } from "./tape";
import { type Tensor, tensorAt } from "./tensor";

/** Operations whose output is their input's memory under other strides; no kernel runs. */
export const VIEWS = new Set([
  "view",
  "_unsafe_view",
  "t",
  "transpose",
  "permute",
  "expand",
  "unsqueeze",
  "squeeze",
]);
const isView = (op: TapeOp) => VIEWS.has(op.op);

const wholeLines = (words: number) => Math.ceil(words / LINE) * LINE;

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
    const need = wholeLines(words);
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
    this.#holes.push({ at, words: wholeLines(words) });
    this.#holes.sort((a, b) => a.at - b.at);
    this.#holes = this.#holes.reduce<Hole[]>((merged, hole) => {
      const last = merged.at(-1);
      if (last && last.at + last.words === hole.at) last.words += hole.words;
      else if (hole.words) merged.push(hole);
      return merged;
    }, []);
  }
}

/**
 * A tape made ready for one batch size. Values that have a name keep their place to the end of
 * the run, so that a reader may ask for any of them; the others share memory as soon as nobody
 * needs them. A view is its input's memory under other strides, and costs nothing.
 */
export class Plan {
  readonly tensors: (Tensor | undefined)[] = [];
  readonly steps: { op: TapeOp; run: () => void }[] = [];
  readonly end: number;

  constructor(
    readonly tape: Tape,
    ops: TapeOp[],
    readonly n: number,
    fixed: Map<number, number>,
    base: number,
    kernels: Kernels,
    helpers: Helpers,
  ) {
    const region = new Region(base);
    const root = new Map<number, number>();
    const rootOf = (v: number) => root.get(v) ?? v;
    const inputs = tape.inputs.map(({ value }) => value);
    for (const [v, at] of fixed) this.#place(v, at);
    for (const v of inputs) this.#place(v, region.allocate(this.#words(v)));

    for (const op of ops) {
      if (isView(op)) root.set(op.outputs[0] as number, rootOf(op.inputs.self));
    }
    const named = [...Object.values(tape.names), tape.output];
    const kept = new Set([...fixed.keys(), ...inputs, ...named].map(rootOf));
    const lastUse = new Map<number, number>();
    ops.forEach((op, i) => {
      for (const v of [...Object.values(op.inputs), ...op.outputs]) {
        if (v !== null) lastUse.set(rootOf(v), i);
      }
    });

    ops.forEach((op, i) => {
      if (isView(op)) {
        const input = this.tensors[op.inputs.self] as Tensor;
        this.#place(op.outputs[0] as number, input.at);
        return;
      }
      const bind = binders[op.op];
      if (!bind)
        throw new EngineError("op", "The engine cannot run aten.{op} (module {module}).", {
          op: op.op,
          module: op.module,
        });
      for (const v of op.outputs) if (v !== null) this.#place(v, region.allocate(this.#words(v)));
      const borrowed: [number, number][] = [];
      const ins = Object.entries(op.inputs).map(([name, v]) => [name, this.tensors[v]]);
      const out = op.outputs.map((v) => (v === null ? null : (this.tensors[v] as Tensor)));
      const run = bind({
        k: kernels,
        ...helpers,
        args: op.args,
        in: Object.fromEntries(ins),
        out,
        y: out[0] as Tensor,
        scratch: (words) => {
          const at = region.allocate(words);
          borrowed.push([at, words]);
          return at;
        },
      });
      this.steps.push({ op, run });
      for (const [at, words] of borrowed) region.free(at, words);
      for (const [v, when] of lastUse) {
        if (when === i && !kept.has(v)) region.free((this.tensors[v] as Tensor).at, this.#words(v));
      }
    });
    this.end = region.end;
  }

  run() {
    for (const step of this.steps) step.run();
  }

  #words(v: number): number {
    return this.tape.values[v].shape.reduce<number>((p, s) => p * sizeAt(s, this.n), 1);
  }

  #place(v: number, at: number) {
    this.tensors[v] = tensorAt(at, this.tape.values[v], this.n);
  }
}
