// One memory for all storages. What was freed is used again: small blocks from a list for each size,
// large ones first-fit with neighbours merged. Large ones are moved together between calls where they
// leave room in pieces: WebAssembly's memory never shrinks.

import { plainKernels } from "../engine/kernels/plain-all";
import { POINTERS } from "../engine/kernels/pointers-all";
import type { Kernels } from "../engine/kernels/types";
import { wasmKernels } from "../engine/kernels/wasm";
import { AtenError } from "./errors";

const PAGE = 65536;
/** A cache line; no two storages share one. */
const LINE = 64;
/** Kernels may write three words beyond the end. */
const BEYOND = 12;
const SMALL = 1 << 16;
const SLAB = 1 << 18;
/** of small blocks, which never move: what is not written to takes no memory yet */
const ROOM = 1 << 25;
/** bytes of WebAssembly memory at most */
const MOST = 3 * 2 ** 30;
/** Bytes that are given out until what has gone is asked for again. */
const OFTEN = 2 ** 24;
/** Bytes by which what lives has grown until it pays to look for all that has gone. */
const MUCH = 2 ** 26;

interface Hole {
  at: number;
  size: number;
}

export class Heap {
  readonly memory = new WebAssembly.Memory({ initial: 16, maximum: MOST / PAGE });
  /** counts the times that memory has moved: what was bound to its views is void then */
  epoch = 0;
  /** bytes in living blocks */
  held = 0;
  /** asked now and then, and before memory grows, to free what is no longer used; or all of it, at any cost */
  onfull: (all: boolean) => void = () => {};
  u8!: Uint8Array;
  i8!: Int8Array;
  i16!: Int16Array;
  u16!: Uint16Array;
  i32!: Int32Array;
  u32!: Uint32Array;
  f32!: Float32Array;
  f64!: Float64Array;
  i64!: BigInt64Array;
  /** for words: float32, and int32 */
  single!: Kernels;
  /** for doubles */
  double!: Kernels;
  readonly #free = new Map<number, number[]>();
  #holes: Hole[] = [];
  /** what is left of the room for small blocks */
  #rest: Hole = { at: 0, size: 0 };
  /** the first line stays zero */
  #end = LINE;
  /** bytes given out since `onfull` was asked, and held when it was asked for all */
  #given = 0;
  #kept = 0;
  #asking = false;
  /** memory grew though it had much room in pieces, or a block was refused */
  #scattered = false;

  constructor(private readonly kernels: WebAssembly.Module | null) {
    this.#view();
  }

  /** A place for `bytes`, in whole lines. Raises RuntimeError where there is no more memory. */
  allocate(bytes: number): number {
    const size = sizeOf(bytes);
    const at = size > SMALL ? this.#large(size) : this.#small(size);
    this.held += size;
    return at;
  }

  #small(size: number): number {
    const list = this.#free.get(size);
    if (list?.length) return list.pop() as number;
    // a slab becomes blocks of this size, the lowest to be taken first
    const many = Math.max(1, Math.min(64, Math.floor(SLAB / size / 4)));
    const at = this.#slab(size * many);
    const fresh = list ?? [];
    for (let i = many - 1; i > 0; i--) fresh.push(at + i * size);
    if (!list) this.#free.set(size, fresh);
    return at;
  }

  /** Room for small blocks, which never move: cut from few large ones, so that it keeps little apart. */
  #slab(size: number): number {
    if (this.#rest.size < size) this.#rest = { at: this.#large(ROOM), size: ROOM };
    const { at } = this.#rest;
    this.#rest = { at: at + size, size: this.#rest.size - size };
    return at;
  }

  free(at: number, bytes: number) {
    const size = sizeOf(bytes);
    this.held -= size;
    if (size > SMALL) this.#release(at, size);
    else (this.#free.get(size) as number[]).push(at);
  }

  /** Make a hole of a block, or let memory in use end before it. */
  #release(at: number, size: number) {
    const i = this.#holes.findIndex((hole) => hole.at > at);
    const place = i < 0 ? this.#holes.length : i;
    this.#holes.splice(place, 0, { at, size });
    this.#merge(place);
    if (place > 0) this.#merge(place - 1);
    const last = this.#holes[this.#holes.length - 1];
    if (last.at + last.size === this.#end) {
      this.#end = last.at;
      this.#holes.pop();
    }
  }

  /** Join hole i with the next where they touch. */
  #merge(i: number) {
    const [hole, next] = [this.#holes[i], this.#holes[i + 1]];
    if (!next || hole.at + hole.size !== next.at) return;
    hole.size += next.size;
    this.#holes.splice(i + 1, 1);
  }

  #large(size: number): number {
    this.#given += size;
    if (this.#given > OFTEN) this.#ask(false);
    this.#full(size);
    return this.#place(size);
  }

  /** Whether memory has to grow for a block, after what has gone was asked for. */
  #full(size: number): boolean {
    if (this.#grows(size)) this.#ask(false);
    const last = this.#end + size + LINE > MOST && size < MOST;
    if (this.#grows(size) && (last || this.held > this.#kept * 1.25 + MUCH)) this.#ask(true);
    return this.#grows(size);
  }

  /** Whether memory has to grow for so many bytes though it has room in pieces: time to gather. */
  tight(bytes: number): boolean {
    const size = sizeOf(bytes);
    return size > SMALL && !this.#asking && this.#full(size) && this.#room() > OFTEN;
  }

  /** Bytes in holes. */
  #room = () => this.#holes.reduce((sum, hole) => sum + hole.size, 0);

  #ask(all: boolean) {
    if (this.#asking) return; // what is freed may run a reader's own code
    this.#given = 0;
    this.#asking = true;
    try {
      this.onfull(all);
    } finally {
      this.#asking = false;
    }
    if (all) this.#kept = this.held;
  }

  /** Whether it pays to gather, and nobody is in the midst of a call. */
  get scattered(): boolean {
    return this.#scattered && !this.#asking;
  }

  /** Whether a block of this many bytes lies for itself, and can be moved. */
  moves = (bytes: number): boolean => sizeOf(bytes) > SMALL;

  /** Move blocks to the lowest places that take them, so that the room between them becomes one. */
  gather(blocks: { at: number; bytes: number }[]) {
    blocks.sort((a, b) => a.at - b.at);
    for (const block of blocks) {
      const size = sizeOf(block.bytes);
      this.#release(block.at, size);
      const at = this.#place(size);
      this.u8.copyWithin(at, block.at, block.at + size);
      block.at = at;
    }
    this.#scattered = false;
    this.epoch++;
  }

  /** In the first hole that is large enough, or behind all other blocks. */
  #place(size: number): number {
    const i = this.#holes.findIndex((hole) => hole.size >= size);
    if (i < 0) {
      const at = this.#end;
      this.#reserve(size);
      return at;
    }
    const hole = this.#holes[i];
    const { at } = hole;
    hole.at += size;
    hole.size -= size;
    if (!hole.size) this.#holes.splice(i, 1);
    return at;
  }

  /** Whether memory has to grow for a block. */
  #grows(size: number): boolean {
    return (
      this.#end + size + LINE > this.memory.buffer.byteLength &&
      !this.#holes.some((hole) => hole.size >= size)
    );
  }

  /** Let memory in use end behind a block. Growing as far as it goes would move it, and not be enough. */
  #reserve(size: number) {
    const length = this.memory.buffer.byteLength;
    const end = this.#end + size + LINE;
    if (end > length) {
      this.#scattered ||= this.#room() > OFTEN;
      // an eighth more, so that it does not move each time, where there is as much
      const wanted = Math.max(end, Math.min(length * 1.125, length + MUCH, MOST));
      if (end > MOST || !(this.#grow(wanted) || this.#grow(end))) {
        this.#scattered = true; // what the call had made already goes
        const [asked, used] = [size, this.held].map((bytes) => Math.round(bytes / 2 ** 20));
        throw new AtenError(
          "RuntimeError",
          `DefaultCPUAllocator: can't allocate memory: you tried to allocate ${asked} MiB, and ${used} MiB are in use.`,
        );
      }
      this.#view();
    }
    this.#end += size;
  }

  #grow(length: number): boolean {
    try {
      this.memory.grow(Math.ceil((length - this.memory.buffer.byteLength) / PAGE));
      return true;
    } catch {
      return false;
    }
  }

  #view() {
    const { buffer } = this.memory;
    this.epoch++;
    this.u8 = new Uint8Array(buffer);
    this.i8 = new Int8Array(buffer);
    this.i16 = new Int16Array(buffer);
    this.u16 = new Uint16Array(buffer);
    this.i32 = new Int32Array(buffer);
    this.u32 = new Uint32Array(buffer);
    this.f32 = new Float32Array(buffer);
    this.f64 = new Float64Array(buffer);
    this.i64 = new BigInt64Array(buffer);
    this.single = this.kernels
      ? (this.single ?? wasmKernels(this.kernels, this.memory, POINTERS))
      : plainKernels(buffer as ArrayBuffer);
    const doubles = this.f64 as unknown as Float32Array & Int32Array;
    this.double = plainKernels(buffer as ArrayBuffer, doubles, doubles);
  }
}

/** Whole lines with room beyond; of others an eighth at most is wasted, and no more than a page. */
function sizeOf(bytes: number): number {
  const need = bytes + BEYOND;
  if (need <= 1024) return Math.ceil(need / LINE) * LINE;
  const step = Math.min(PAGE, Math.max(LINE, 2 ** (Math.floor(Math.log2(need)) - 3)));
  return Math.ceil(need / step) * step;
}
