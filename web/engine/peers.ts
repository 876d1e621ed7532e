// What connects the shards of a batch: a port to each, over which vectors go from all to all. It is
// the all-reduce of chapter 9: each shard sums what it got by itself, in the order of the ranks.

import { EngineError } from "./errors";
import type { Vector } from "./parts";

/** Told by a shard that cannot go on, and by nobody else. */
interface Failed {
  failure: string;
}

const TICK = 1000; // milliseconds between two looks at whether anything came
const PATIENCE = 5000; // of waiting, at least, before a shard is given up

/** One shard's view of the others. */
export class Peers {
  /** milliseconds that exchanges have taken: sending, and waiting for all to have sent */
  spentMs = 0;
  #inboxes: Inbox[] = [];
  /** by rank: memory in which vectors came from there */
  #spare: Vector[][] = [];
  /** the last of the others, memory that goes there as it is, and memory that goes nowhere */
  readonly #last: number;
  #given: Float32Array = new Float32Array(0);
  #kept: Float32Array = new Float32Array(0);

  /** `ports` by rank; none at the own one. */
  constructor(
    readonly rank: number,
    private readonly ports: (MessagePort | null)[],
  ) {
    const fail = (reason: string) => {
      for (const inbox of this.#inboxes) inbox.fail(reason);
    };
    this.#inboxes = ports.map((port) => new Inbox(port, fail));
    this.#spare = ports.map(() => []);
    this.#last = rank < ports.length - 1 ? ports.length - 1 : rank - 1;
  }

  get count(): number {
    return this.ports.length;
  }

  /** Memory for the vector that is sent next. Unless it is `kept`, it goes to the last of them as it is. */
  room(numbers: number, kept: boolean): Float32Array {
    const fresh = () => new Float32Array(numbers);
    if (kept) {
      if (this.#kept.length !== numbers) this.#kept = fresh();
      return this.#kept;
    }
    const found = this.#take(this.#last, Float32Array, numbers) as Float32Array | undefined;
    this.#given = found ?? fresh();
    return this.#given;
  }

  /**
   * Send a vector to all and get theirs, by rank. They are lent until the next exchange, which sends
   * in their memory: to come by that anew would take longer than all the rest.
   */
  async exchange(vector: Vector): Promise<Vector[]> {
    const began = performance.now();
    for (const [r, port] of this.ports.entries()) {
      if (!port) continue;
      let goes = vector;
      if (r !== this.#last || vector !== this.#given) {
        goes = this.#take(r, vector.constructor, vector.length) ?? vector.slice();
        goes.set(vector);
      }
      port.postMessage(goes, [goes.buffer]);
    }
    const all: Vector[] = [];
    for (const [rank, inbox] of this.#inboxes.entries()) {
      const other = rank === this.rank ? vector : await inbox.next<Vector>();
      all.push(other);
      if (other !== vector) this.#spare[rank].push(other);
    }
    this.spentMs += performance.now() - began;
    return all;
  }

  #take(rank: number, kind: unknown, length: number): Vector | undefined {
    const spare = this.#spare[rank];
    const fits = spare.findIndex((old) => old.constructor === kind && old.length === length);
    return fits < 0 ? undefined : spare.splice(fits, 1)[0];
  }

  /** The next message of one of them. */
  from<T>(rank: number): Promise<T> {
    return this.#inboxes[rank].next<T>();
  }

  /** Say something to all, or to one. */
  tell(message: unknown, rank: number | null = null) {
    for (const [r, port] of this.ports.entries()) {
      if (rank === null || r === rank) port?.postMessage(message);
    }
  }

  /**
   * From now on a shard that is silent for too long while it is waited for is given up: much longer
   * than `usual()`, the milliseconds that a step takes here.
   */
  watch(usual: () => number) {
    for (const inbox of this.#inboxes) inbox.watch(() => Math.max(PATIENCE, 10 * usual()));
  }

  close() {
    for (const inbox of this.#inboxes) inbox.close();
  }
}

/** Messages of one port in order, each waited for. */
class Inbox {
  #came: unknown[] = [];
  #waiting: { resolve(message: unknown): void; reject(error: unknown): void } | null = null;
  #waited = 0; // milliseconds, in whole ticks: a machine that slept waited for nobody
  #watch: ReturnType<typeof setInterval> | undefined;
  #failed: EngineError | null = null;

  /** `failed` is told why a shard cannot go on. */
  constructor(
    private readonly port: MessagePort | null,
    private readonly failed: (reason: string) => void,
  ) {
    if (port) port.onmessage = ({ data }) => this.#take(data);
  }

  next<T>(): Promise<T> {
    if (this.#failed) return Promise.reject(this.#failed);
    if (this.#came.length) return Promise.resolve(this.#came.shift() as T);
    this.#waited = 0;
    return new Promise<unknown>((resolve, reject) => {
      this.#waiting = { resolve, reject };
    }) as Promise<T>;
  }

  /** Whoever waits here, or will, waits in vain. */
  fail(reason: string) {
    this.#failed ??= lost(reason);
    this.#waiting?.reject(this.#failed);
  }

  watch(limit: () => number) {
    if (!this.port) return;
    this.#watch = setInterval(() => {
      this.#waited += TICK;
      if (this.#waiting && this.#waited > limit()) this.failed("it does not answer");
    }, TICK);
  }

  close() {
    clearInterval(this.#watch);
    this.port?.close();
  }

  #take(message: unknown) {
    const { failure } = message as Partial<Failed>;
    const waiting = this.#waiting;
    if (failure !== undefined) this.failed(failure);
    else if (!waiting) this.#came.push(message);
    else {
      this.#waiting = null;
      waiting.resolve(message);
    }
  }
}

/** Where one shard is lost. */
export const lost = (reason: string) =>
  new EngineError("shard", "A worker that computes part of each batch has stopped: {reason}.", {
    reason,
  });
