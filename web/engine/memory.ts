// One flat memory for all tensors, and the kernels that work on it.

import { POINTERS, plainKernels } from "livenet:operations";
import type { Kernels } from "./kernels/types";
import { wasmKernels } from "./kernels/wasm";

const PAGE_WORDS = 65536 / 4;

/** A cache line in words: no two tensors share one, and kernels may look so far beyond the last. */
export const LINE = 16;

export const wholeLines = (words: number) => Math.ceil(words / LINE) * LINE;

/**
 * The first line stays zero. `wasm`: a compiled kernel module, or null for the plain kernels.
 */
export class Memory {
  f32 = new Float32Array(0);
  i32 = new Int32Array(0);
  kernels!: Kernels;
  readonly #linear: WebAssembly.Memory | null;

  constructor(private readonly wasm: WebAssembly.Module | null) {
    this.#linear = wasm ? new WebAssembly.Memory({ initial: 0 }) : null;
    this.#view(new ArrayBuffer(0));
  }

  /** Make room for `words` numbers. True if the memory moved, and the kernels with it. */
  reserve(words: number): boolean {
    const pages = Math.ceil((words + LINE - this.f32.length) / PAGE_WORDS);
    if (pages <= 0) return false;
    if (this.#linear) {
      this.#linear.grow(pages);
      this.#view(this.#linear.buffer);
    } else {
      const kept = this.f32;
      this.#view(new ArrayBuffer((kept.length + pages * PAGE_WORDS) * 4));
      this.f32.set(kept);
    }
    return true;
  }

  #view(buffer: ArrayBuffer) {
    this.f32 = new Float32Array(buffer);
    this.i32 = new Int32Array(buffer);
    this.kernels =
      this.wasm && this.#linear
        ? wasmKernels(this.wasm, this.#linear, POINTERS)
        : plainKernels(buffer);
  }
}
