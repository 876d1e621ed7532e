// The random numbers of torch's CPU generator: the Mersenne twister MT19937 of Matsumoto and
// Nishimura (1998), and what torch makes of its words.

const [N, M] = [624, 397];

/** Where a generator stands. */
export interface Saved {
  state: Uint32Array;
  words: Uint32Array;
  next: number;
  kept: number | null;
}

export class Generator {
  readonly #state = new Uint32Array(N);
  readonly #words = new Uint32Array(N);
  #next = N; // of these
  /** the second number of a pair that was drawn for one */
  #kept: number | null = null;

  /** As `torch.manual_seed`. */
  constructor(seed: number) {
    this.#state[0] = seed;
    for (let i = 1; i < N; i++) {
      const last = this.#state[i - 1];
      this.#state[i] = Math.imul(1812433253, last ^ (last >>> 30)) + i;
    }
  }

  /** Where it stands, for one that is to go on from here. */
  save(): Saved {
    return { state: this.#state, words: this.#words, next: this.#next, kept: this.#kept };
  }

  /** Go on where another stood. */
  restore({ state, words, next, kept }: Saved) {
    this.#state.set(state);
    this.#words.set(words);
    this.#next = next;
    this.#kept = kept;
  }

  /** 32 random bits. */
  word(): number {
    if (this.#next === N) this.#twist();
    return this.#words[this.#next++];
  }

  /** The next N words. */
  #twist() {
    const [s, words] = [this.#state, this.#words];
    for (let i = 0; i < N; i++) {
      const y = (s[i] & 0x80000000) | (s[i + 1 < N ? i + 1 : 0] & 0x7fffffff);
      s[i] = s[i + M < N ? i + M : i + M - N] ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
    }
    for (let i = 0; i < N; i++) {
      let y = s[i];
      y ^= y >>> 11;
      y ^= (y << 7) & 0x9d2c5680;
      y ^= (y << 15) & 0xefc60000;
      words[i] = y ^ (y >>> 18);
    }
    this.#next = 0;
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
}
