// What connects the shards of a batch: a port to each, over which vectors go from all to all. It is
// the all-reduce of chapter 9: each shard sums what it got by itself, in the order of the ranks.

import { EngineError } from "./errors";
import { joined, lengthOf, type Vector } from "./parts";

/** Told by a shard that cannot go on, and by nobody else. */
interface Failed {
  failure: string;
}

const TICK = 1000; // milliseconds between two looks at whether anything came
const PATIENCE = 5000; // of waiting, at least, before a shard is given up
const SPARE = 16; // memories of what came from a shard, at most

/** One shard's view of the others. */
export class Peers {
  /** milliseconds that exchanges have taken: sending, and waiting for all to have sent */
  spentMs = 0;
  #inboxes: Inbox[] = [];
  /** by rank: memory in which vectors came from there */
  #spare: ArrayBuffer[][] = [];

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
  }

  get count(): number {
    return this.ports.length;
  }

  /**
   * Send a vector, in pieces, to all and get theirs, by rank; at the own one stands the first piece.
   * They are lent until the next exchange, which sends in their memory: to come by that anew would
   * take longer than all the rest.
   */
  async exchange(pieces: Vector[]): Promise<Vector[]> {
    const began = performance.now();
    for (const [r, port] of this.ports.entries()) {
      if (!port) continue;
      const goes = joined(pieces, this.#take(r, pieces));
      port.postMessage(goes, [goes.buffer]);
    }
    const all: Vector[] = [];
    for (const [rank, inbox] of this.#inboxes.entries()) {
      const own = rank === this.rank;
      all.push(own ? pieces[0] : await inbox.next<Vector>());
      if (!own) this.#keep(rank, all[rank].buffer as ArrayBuffer);
    }
    this.spentMs += performance.now() - began;
    return all;
  }

  #keep(rank: number, memory: ArrayBuffer) {
    const spare = this.#spare[rank];
    spare.push(memory);
    if (spare.length > SPARE) spare.shift();
  }

  /** Memory that came from there and is neither too small nor far too large. */
  #take(rank: number, pieces: Vector[]): Vector {
    const spare = this.#spare[rank];
    const length = lengthOf(pieces);
    const Kind = pieces[0].constructor as Float32ArrayConstructor;
    const bytes = length * Kind.BYTES_PER_ELEMENT;
    const fits = spare.findIndex((m) => m.byteLength >= bytes && m.byteLength <= 2 * bytes);
    return new Kind(fits < 0 ? new ArrayBuffer(bytes) : spare.splice(fits, 1)[0], 0, length);
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
