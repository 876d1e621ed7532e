// The random numbers of torch's CPU generator: the Mersenne twister MT19937 of Matsumoto and
// Nishimura (1998), and what torch makes of its words.

export const N = 624;
const M = 397;

/** Turn the state over, and make words of it. */
export function twist(s: Uint32Array, words: Uint32Array) {
  for (let i = 0; i < N; i++) {
    const y = (s[i] & 0x80000000) | (s[i + 1 < N ? i + 1 : 0] & 0x7fffffff);
    s[i] = s[i + M < N ? i + M : i + M - N] ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
  }
  temper(s, words);
}

/** The words that a state stands for. */
function temper(s: Uint32Array, words: Uint32Array) {
  for (let i = 0; i < N; i++) {
    let y = s[i];
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    words[i] = y ^ (y >>> 18);
  }
}

/** What a generator goes on from. */
export interface Saved {
  /** the twister's, as it was seeded or as its words were made of it */
  state: Uint32Array;
  /** how many words of these are spent */
  next: number;
  /** the second number of a pair that was drawn for one */
  kept: number | null;
  /** nothing was drawn yet */
  fresh: boolean;
}

export class Generator {
  readonly #state = new Uint32Array(N);
  readonly #words = new Uint32Array(N);
  #next = N; // of these
  /** the second number of a pair that was drawn for one */
  #kept: number | null = null;
  #fresh = true;

  /** As `torch.manual_seed`. */
  constructor(seed: number) {
    this.#state[0] = seed;
    for (let i = 1; i < N; i++) {
      const last = this.#state[i - 1];
      this.#state[i] = Math.imul(1812433253, last ^ (last >>> 30)) + i;
    }
  }

  /** 32 random bits. */
  word(): number {
    if (this.#next === N) this.#twist();
    return this.#words[this.#next++];
  }

  /** The next N words. */
  #twist() {
    twist(this.#state, this.#words);
    this.#next = 0;
    this.#fresh = false;
  }

  /** From 0 to below 1, of 24 bits, as torch draws float32. */
  single(): number {
    return (this.word() & 0xffffff) / 2 ** 24;
  }

  /** From 0 to below 1, of 53 bits, as torch draws float64. */
  double(): number {
    const high = this.word() & 0x1fffff;
    return (high * 2 ** 32 + this.word()) / 2 ** 53;
  }

  /** Let a kernel draw from the state and its words, of which it says how many are spent then. */
  lend(draw: (state: Uint32Array, words: Uint32Array, next: number) => number) {
    this.#next = draw(this.#state, this.#words, this.#next);
    this.#fresh = false;
  }

  /** A whole number from 0 to below `range`: the rest of 32 bits, or of 64 where it is wide. */
  below(range: number): number {
    if (range < 2 ** 28) return this.word() % range;
    const high = BigInt(this.word());
    return Number(((high << 32n) | BigInt(this.word())) % BigInt(range));
  }

  /** One of a normal distribution, by Box and Muller's method; every second one was kept. */
  normal(): number {
    if (this.#kept !== null) {
      const kept = this.#kept;
      this.#kept = null;
      return kept;
    }
    const angle = 2 * Math.PI * this.double();
    const radius = Math.sqrt(-2 * Math.log1p(-this.double()));
    this.#kept = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }

  /** Everything that the next numbers come from. */
  save(): Saved {
    return { state: this.#state.slice(), next: this.#next, kept: this.#kept, fresh: this.#fresh };
  }

  /** Go on from what was saved. */
  restore({ state, next, kept, fresh }: Saved) {
    this.#state.set(state);
    temper(this.#state, this.#words);
    this.#next = next;
    this.#kept = kept;
    this.#fresh = fresh;
  }
}
