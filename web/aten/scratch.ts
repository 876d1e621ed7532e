// Memory that a call borrows while it runs.

import type { Heap } from "./heap";

/** Raised where scratch memory is too small for a call: it is made larger, and the call bound anew. */
export class Short extends Error {}

/** Bytes of which half as many more are taken at once, for calls to come. */
const LITTLE = 2 ** 23;

/** Scratch memory: taken from its start by each call, and given back whole. */
export class Scratch {
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

  /** Make room for what the last call asked, and where that is little, more. */
  grow() {
    this.release();
    const more = this.#used < LITTLE ? this.#used / 2 : 0;
    const size = Math.max(65536, Math.ceil(this.#used + more));
    this.#at = this.heap.allocate(size); // which may be refused
    this.#size = size;
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
