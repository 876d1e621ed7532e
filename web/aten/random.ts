// A generator of random numbers with the state that `torch.Generator` shows.

import { Generator } from "../engine/generator";
import { check } from "./errors";

/** Bytes of torch's state of a CPU generator, and where in it things stand. */
const BYTES = 5056;
const [LEFT, SEEDED, NEXT, STATE, PAIR, HAS_PAIR] = [8, 12, 16, 24, 5024, 5040];
const N = 624;

/** What `torch.Generator` starts with. */
const DEFAULT = 67280421310721n;

export class Random {
  #seed = DEFAULT;
  #words = new Generator(Number(DEFAULT & 0xffffffffn));

  /** As `manual_seed`: a whole number of 64 bits, below 0 counted from the end. */
  seed = (seed: number | bigint) => {
    this.#seed = BigInt.asUintN(64, BigInt(seed));
    this.#words = new Generator(Number(this.#seed & 0xffffffffn));
  };

  initialSeed = (): bigint | number =>
    this.#seed <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(this.#seed) : this.#seed;

  word = () => this.#words.word();
  single = () => this.#words.single();
  double = () => this.#words.double();
  lend: Generator["lend"] = (draw) => this.#words.lend(draw);
  normal = () => this.#words.normal();
  below = (range: number) => this.#words.below(range);

  /** As `get_state`. */
  state = (): Uint8Array => {
    const { state, next, kept, fresh } = this.#words.save();
    const bytes = new Uint8Array(BYTES);
    const view = new DataView(bytes.buffer);
    view.setBigUint64(0, this.#seed, true);
    // fresh, it has drawn nothing; torch then says one is left, and the first is next
    const [left, at] = next === N ? [1, fresh ? 0 : N] : [N + 1 - next, next];
    view.setInt32(LEFT, left, true);
    view.setInt32(SEEDED, 1, true);
    view.setBigUint64(NEXT, BigInt(at), true);
    for (let i = 0; i < N; i++) view.setBigUint64(STATE + 8 * i, BigInt(state[i]), true);
    view.setFloat64(PAIR, kept ?? 0, true);
    view.setInt32(HAS_PAIR, kept === null ? 0 : 1, true);
    return bytes;
  };

  /** As `set_state`. */
  setState = (bytes: Uint8Array) => {
    check(
      bytes.length === BYTES,
      () =>
        `Expected either a CPUGeneratorImplStateLegacy of size 5048 or a CPUGeneratorImplState of size ${BYTES} but found the input RNG state size to be ${bytes.length}`,
    );
    const view = new DataView(bytes.slice().buffer);
    const left = view.getInt32(LEFT, true);
    this.#seed = view.getBigUint64(0, true);
    this.#words.restore({
      state: Uint32Array.from({ length: N }, (_, i) =>
        Number(view.getBigUint64(STATE + 8 * i, true)),
      ),
      next: left === 1 ? N : N + 1 - left,
      fresh: left === 1 && view.getBigUint64(NEXT, true) === 0n,
      kept: view.getInt32(HAS_PAIR, true) ? view.getFloat64(PAIR, true) : null,
    });
  };
}
