// Storages and tensors, and the handles by which Python knows them.

import type { Dtype } from "./dtypes";
import { AtenError } from "./errors";
import type { Heap } from "./heap";
import { inOrder, type Layout, layout } from "./layout";

export interface Storage {
  id: number;
  /** byte of the memory that it starts at */
  at: number;
  bytes: number;
  /** how many tensors look at it */
  users: number;
  /** without numbers, as on torch's device "meta": it has no place */
  meta: boolean;
  /** without numbers, and on the CPU all the same, as torch's fake tensors are */
  fake: boolean;
}

export interface Tensor {
  storage: Storage;
  /** in elements of its dtype */
  offset: number;
  layout: Layout;
  /** a Python number, which promotes less than a tensor does */
  wrapped: boolean;
}

export class Tensors {
  /** whether storages that are made now are without numbers */
  meta = false;
  /** whether those without numbers are on the CPU */
  fake = false;
  /** living tensors without numbers */
  metas = 0;
  readonly #living = new Map<number, Tensor>();
  /** storages that can be moved */
  readonly #large = new Set<Storage>();
  #next = 1;
  #storages = 1;

  constructor(readonly heap: Heap) {}

  /** A new tensor without numbers, in a storage of its own. */
  empty(of: Layout): Tensor {
    return { storage: this.storage(of), offset: 0, layout: of, wrapped: false };
  }

  storage({ shape, strides, numel, dtype }: Layout): Storage {
    let last = numel && 1;
    if (numel) for (let d = 0; d < shape.length; d++) last += (shape[d] - 1) * strides[d];
    const bytes = last * dtype.size;
    const { meta, fake } = this;
    const at = meta ? 0 : this.heap.allocate(bytes);
    const made = { id: this.#storages++, at, bytes, users: 0, meta, fake };
    if (!meta && this.heap.moves(bytes)) this.#large.add(made);
    return made;
  }

  /** Let large storages lie side by side. */
  gather() {
    this.heap.gather([...this.#large]);
  }

  /** Between calls: give back what one that failed left behind. */
  sweep() {
    for (const storage of this.#large) if (!storage.users) this.drop(storage);
  }

  /** Give out a handle. */
  keep(t: Tensor): number {
    t.storage.users++;
    if (t.storage.meta) this.metas++;
    this.#living.set(this.#next, t);
    return this.#next++;
  }

  /** Pass over a handle, for an output that there is not. */
  skip(): number {
    return this.#next++;
  }

  lives(handle: number): boolean {
    return this.#living.has(handle);
  }

  get(handle: number): Tensor {
    const found = this.#living.get(handle);
    if (found) return found;
    throw new AtenError(
      "RuntimeError",
      `There is no tensor ${handle}: it was freed, or never was.`,
    );
  }

  free(handle: number) {
    const found = this.#living.get(handle);
    if (!found) return;
    this.#living.delete(handle);
    if (found.storage.meta) this.metas--;
    if (--found.storage.users === 0) this.drop(found.storage);
  }

  /** Let a handle stand for another tensor from now on. */
  replace(handle: number, other: Tensor) {
    this.free(handle);
    other.storage.users++;
    if (other.storage.meta) this.metas++;
    this.#living.set(handle, other);
  }

  /** Give a storage's memory back. */
  drop(storage: Storage) {
    if (storage.meta) return;
    this.heap.free(storage.at, storage.bytes);
    this.#large.delete(storage);
  }

  /** Let a storage have this many bytes; what it holds is kept. */
  resize(storage: Storage, bytes: number) {
    if (storage.meta) {
      storage.bytes = bytes;
      return;
    }
    const at = this.heap.allocate(bytes);
    this.heap.u8.copyWithin(at, storage.at, storage.at + Math.min(bytes, storage.bytes));
    this.drop(storage);
    storage.at = at;
    storage.bytes = bytes;
    if (this.heap.moves(bytes)) this.#large.add(storage);
  }

  get count(): number {
    return this.#living.size;
  }
}

/** Another look at the storage of `t`. */
export const viewOf = (
  t: Tensor,
  shape: number[],
  strides: number[],
  offset = t.offset,
): Tensor => ({
  storage: t.storage,
  offset,
  layout: layout(t.layout.dtype, shape, strides),
  wrapped: false,
});

export const contiguousOf = (dtype: Dtype, shape: number[]) => layout(dtype, shape, inOrder(shape));

/** byte of the memory at which a tensor's first element stands */
export const placeOf = (t: Tensor) => t.storage.at + t.offset * t.layout.dtype.size;
