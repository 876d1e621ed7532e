// One memory for all storages. What was freed is used again: small blocks from a list for each size,
// large ones first-fit with neighbours merged.

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
/** bytes of WebAssembly memory at most */
const MOST = 3 * 2 ** 30;

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
  /** asked before memory grows: what is no longer used may be freed */
  onfull: () => void = () => {};
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
  /** the first line stays zero */
  #end = LINE;

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
    const at = this.#large(size * many);
    const fresh = list ?? [];
    for (let i = many - 1; i > 0; i--) fresh.push(at + i * size);
    if (!list) this.#free.set(size, fresh);
    return at;
  }

  free(at: number, bytes: number) {
    const size = sizeOf(bytes);
    this.held -= size;
    if (size <= SMALL) {
      (this.#free.get(size) as number[]).push(at);
      return;
    }
    const i = this.#holes.findIndex((hole) => hole.at > at);
    const place = i < 0 ? this.#holes.length : i;
    this.#holes.splice(place, 0, { at, size });
    this.#merge(place);
    if (place > 0) this.#merge(place - 1);
  }

  /** Join hole i with the next where they touch. */
  #merge(i: number) {
    const [hole, next] = [this.#holes[i], this.#holes[i + 1]];
    if (!next || hole.at + hole.size !== next.at) return;
    hole.size += next.size;
    this.#holes.splice(i + 1, 1);
  }

  #large(size: number): number {
    let at = this.#hole(size);
    if (at < 0 && this.#end + size + LINE > this.memory.buffer.byteLength) {
      this.onfull();
      at = this.#hole(size);
    }
    return at < 0 ? this.#behind(size) : at;
  }

  /** The first hole that is large enough, or -1. */
  #hole(size: number): number {
    const i = this.#holes.findIndex((hole) => hole.size >= size);
    if (i < 0) return -1;
    const hole = this.#holes[i];
    const { at } = hole;
    hole.at += size;
    hole.size -= size;
    if (!hole.size) this.#holes.splice(i, 1);
    return at;
  }

  /** A place behind all others. */
  #behind(size: number): number {
    // a hole at the end is the beginning of the block
    const last = this.#holes.at(-1);
    const at = last && last.at + last.size === this.#end ? last.at : this.#end;
    this.#reserve(at + size);
    if (at < this.#end) this.#holes.pop();
    this.#end = at + size;
    return at;
  }

  #reserve(end: number) {
    const length = this.memory.buffer.byteLength;
    if (end + LINE <= length) return;
    // Growing as far as it goes would move the memory, and not be enough.
    if (end + LINE > MOST) {
      throw new AtenError("RuntimeError", "DefaultCPUAllocator: can't allocate memory.");
    }
    // an eighth more, so that it does not move each time
    const wanted = Math.max(end + LINE, Math.min(length * 1.125, length + 2 ** 26));
    try {
      this.memory.grow(Math.ceil((Math.min(wanted, MOST) - length) / PAGE));
    } catch {
      throw new AtenError(
        "RuntimeError",
        `DefaultCPUAllocator: can't allocate memory: the page has ${Math.floor(length / 2 ** 20)} MiB in use.`,
      );
    }
    this.#view();
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

/** Whole lines with room beyond; of large blocks an eighth at most is wasted. */
function sizeOf(bytes: number): number {
  const need = bytes + BEYOND;
  if (need <= 1024) return Math.ceil(need / LINE) * LINE;
  const step = Math.max(LINE, 2 ** (Math.floor(Math.log2(need)) - 3));
  return Math.ceil(need / step) * step;
}
