// Single calls of aten's operations on the engine: what Python on the page stands on. Tensors are
// handles, arguments are handed over flat; the same operations run the tape of a network.

import { kernelModule } from "../engine/kernel-module";
import { eachRow, layOut } from "../engine/operations/strides";
import { reader, writer } from "./convert";
import { type Call, Dispatcher, schemas, wantNumbers } from "./dispatcher";
import { canCast, dtypeOf, FLOAT, int64, promote, resultType, standard } from "./dtypes";
import { AtenError, check } from "./errors";
import { Heap } from "./heap";
import { layout, layoutOf } from "./layout";
import { Random } from "./random";
import { shown } from "./shapes";
import { contiguousOf, placeOf, type Tensor } from "./tensors";

/** Open a memory of its own. `plain`: without WebAssembly kernels. */
export async function openAten({ plain = false } = {}): Promise<Aten> {
  return new Aten(new Heap(plain ? null : await kernelModule()));
}

export class Aten {
  readonly #calls: Dispatcher;
  constructor(private readonly heap: Heap) {
    this.#calls = new Dispatcher(heap);
  }

  /** The function of an aten name with its overload. Raises NotImplementedError. */
  op = (name: string): Call => this.#calls.op(name);
  /** The function that writes what this one gives into tensors, whose handles come last. */
  into = (name: string): Call => this.#calls.into(name);
  /** Write one tensor into another, which becomes as large. */
  put = (from: number, target: number) => this.#calls.putInto(this.#get(from), this.#get(target));
  has = (name: string): boolean => this.#calls.has(name);
  names = (): string[] => schemas().map((text) => text.slice(0, text.indexOf("(")));
  schema = (name: string): string | undefined =>
    schemas().find((text) => text.startsWith(`${name}(`));

  /** How many outputs the last call had. */
  count = (): number => this.#calls.count;

  free = (...handles: number[]) => {
    for (const handle of handles) this.#calls.tensors.free(handle);
  };

  lives = (handle: number): boolean => this.#calls.tensors.lives(handle);

  #get = (handle: number): Tensor => this.#calls.tensors.get(handle);
  /** The same, where its numbers are looked at. */
  #read = (handle: number): Tensor => {
    const t = this.#get(handle);
    wantNumbers(t);
    return t;
  };
  #keep = (t: Tensor): number => this.#calls.tensors.keep(t);

  /** A number for how a tensor lies, the same for all that lie alike. */
  layout = (handle: number): number => {
    const { layout: of, storage } = this.#get(handle);
    return storage.meta && !storage.fake ? -1 - of.id : of.id; // on "meta"
  };
  /** dtype, number of axes, shape, strides */
  describe = (id: number): number[] => {
    const { dtype, shape, strides } = layoutOf(id < 0 ? -1 - id : id);
    return [dtype.code, shape.length, ...shape, ...strides];
  };
  offset = (handle: number): number => this.#get(handle).offset;
  storage = (handle: number): number => this.#get(handle).storage.id;
  /** bytes of the storage behind a tensor */
  nbytes = (handle: number): number => this.#get(handle).storage.bytes;
  /** Let `free` be asked, before memory grows and now and then, to free what has gone; or all of it. */
  onFull = (free: (all: boolean) => void) => {
    this.heap.onfull = free;
  };
  /** bytes in living storages, and of the whole memory */
  held = (): number => this.heap.held;
  size = (): number => this.heap.memory.buffer.byteLength;

  alias = (handle: number): number => this.#keep({ ...this.#get(handle), wrapped: false });

  /** Let a handle stand for another tensor's memory from now on, in its layout. */
  become = (handle: number, other: number) => {
    this.#calls.tensors.replace(handle, { ...this.#get(other), wrapped: false });
  };

  /** Any look at a tensor's storage. */
  strided = (handle: number, code: number, offset: number, rank: number, ...sizes: number[]) => {
    const { storage } = this.#get(handle);
    const [shape, strides] = [sizes.slice(0, rank), sizes.slice(rank, 2 * rank)];
    const of = layout(dtypeOf(code), shape, strides);
    const last = shape.reduce((sum, size, d) => sum + (size - 1) * strides[d], offset);
    const need = of.numel && (last + 1) * of.dtype.size;
    check(
      need <= storage.bytes,
      () =>
        `setStorage: sizes ${shown(shape)}, strides ${shown(strides)}, storage offset ${offset}, and itemsize ${of.dtype.size} requiring a storage size of ${need} are out of bounds for storage of size ${storage.bytes}`,
    );
    return this.#keep({ storage, offset, layout: of, wrapped: false });
  };

  /** Let a storage grow or shrink. */
  resize = (handle: number, bytes: number) =>
    this.#calls.tensors.resize(this.#get(handle).storage, bytes);

  /** Whether two tensors have a byte in common, as far as their first and last bytes say. */
  overlaps = (a: number, b: number): boolean => {
    const [x, y] = [this.#get(a), this.#get(b)];
    if (x.storage !== y.storage || !x.layout.numel || !y.layout.numel) return false;
    const end = (t: Tensor) => {
      const { shape, strides, dtype } = t.layout;
      const last = shape.reduce((sum, size, d) => sum + (size - 1) * strides[d], 0);
      return placeOf(t) + (last + 1) * dtype.size;
    };
    return placeOf(x) < end(y) && placeOf(y) < end(x);
  };

  /** Let all calls be without numbers, or those alone that are given a tensor without. */
  setMeta = (on: boolean) => {
    this.#calls.meta = on;
    this.#calls.tensors.fake = on;
  };
  /** Let what calls make lie on "meta", or not; null: where their operands do. */
  setWhere = (meta: boolean | null) => {
    this.#calls.where = meta;
  };
  isFake = (handle: number): boolean => {
    const { meta, fake } = this.#get(handle).storage;
    return meta && fake;
  };

  /** A tensor without axes that promotes as a Python number does. Kinds as in a Scalar. */
  wrap = (kind: number, value: number): number => {
    const t = this.#calls.empty(dtypeOf([11, 4, 7][kind]), []);
    writer(this.heap, t.layout.dtype)(placeOf(t) / t.layout.dtype.size, Number(value));
    return this.#keep({ ...t, wrapped: true });
  };

  fromBytes = (bytes: Uint8Array, code: number, ...shape: number[]): number => {
    const of = contiguousOf(dtypeOf(code), shape);
    check(
      bytes.length === of.numel * of.dtype.size,
      () => `${bytes.length} bytes are not the ${of.numel * of.dtype.size} of ${shown(shape)}.`,
    );
    const t = this.#calls.tensors.empty(of);
    this.heap.u8.set(bytes, t.storage.at);
    return this.#keep(t);
  };

  fromNumbers = (values: ArrayLike<number>, code: number, ...shape: number[]): number => {
    const of = contiguousOf(dtypeOf(code), shape);
    check(
      values.length === of.numel,
      () => `${values.length} numbers are not the ${of.numel} of ${shown(shape)}.`,
    );
    const t = this.#calls.tensors.empty(of);
    const write = writer(this.heap, of.dtype);
    const at = placeOf(t) / of.dtype.size;
    for (let i = 0; i < values.length; i++) write(at + i, values[i]);
    return this.#keep(t);
  };

  /** Overwrite a tensor's elements, given in reading order. */
  write = (handle: number, bytes: Uint8Array) => {
    const t = this.#get(handle);
    const { dtype, shape, numel } = t.layout;
    check(
      bytes.length === numel * dtype.size,
      () => `${bytes.length} bytes are not the ${numel * dtype.size} of ${shown(shape)}.`,
    );
    const from = this.#calls.empty(dtype, shape);
    this.heap.u8.set(bytes, from.storage.at);
    this.#calls.copy(from, t);
    this.#calls.tensors.drop(from.storage);
  };

  /** The elements in reading order. */
  bytes = (handle: number): Uint8Array => {
    const t = this.#read(handle);
    const { dtype, shape, numel, contiguous } = t.layout;
    if (contiguous) return this.heap.u8.slice(placeOf(t), placeOf(t) + numel * dtype.size);
    const to = this.#calls.empty(dtype, shape);
    this.#calls.copy(t, to);
    const found = this.heap.u8.slice(to.storage.at, to.storage.at + numel * dtype.size);
    this.#calls.tensors.drop(to.storage);
    return found;
  };

  /** All bytes of the storage behind a tensor. */
  storageBytes = (handle: number): Uint8Array => {
    const { at, bytes } = this.#read(handle).storage;
    return this.heap.u8.slice(at, at + bytes);
  };

  /** The numbers in reading order; of int64 that doubles cannot hold, as what they are. */
  numbers = (handle: number): Float64Array | BigInt64Array => {
    const t = this.#get(handle);
    if (t.layout.dtype !== int64) return this.#calls.read(t);
    const whole = new BigInt64Array(this.bytes(handle).buffer);
    const found = Float64Array.from(whole, Number);
    return found.every(Number.isSafeInteger) ? found : whole;
  };

  item = (handle: number): number | boolean | bigint => {
    const t = this.#read(handle);
    const { dtype, numel } = t.layout;
    check(numel === 1, () => `a Tensor with ${numel} elements cannot be converted to Scalar`);
    const at = placeOf(t) / dtype.size;
    if (dtype === int64) {
      const whole = this.heap.i64[at];
      return Number.isSafeInteger(Number(whole)) ? Number(whole) : whole;
    }
    const value = reader(this.heap, dtype)(at);
    return dtype.code === 11 ? value !== 0 : value;
  };

  /** As `bool(tensor)`. */
  isTrue = (handle: number): boolean => {
    const { layout: of } = this.#get(handle);
    check(of.numel > 0, () => "Boolean value of Tensor with no values is ambiguous");
    check(of.numel === 1, () => "Boolean value of Tensor with more than one value is ambiguous");
    return Boolean(this.item(handle));
  };

  /** As `torch.equal`, where they lie: as numbers in JavaScript they would take several times that. */
  equal = (a: number, b: number): boolean => {
    const [x, y] = [this.#read(a), this.#read(b)];
    const [{ shape, strides, dtype }, other] = [x.layout, y.layout];
    if (String(shape) !== String(other.shape)) return false;
    const { i32 } = this.heap;
    const [left, right] = [reader(this.heap, dtype), reader(this.heap, other.dtype)];
    const alike =
      dtype === int64 && other.dtype === int64 // of which doubles do not hold all
        ? (i: number, j: number) => i32[2 * i] === i32[2 * j] && i32[2 * i + 1] === i32[2 * j + 1]
        : (i: number, j: number) => left(i) === right(j);
    const rows = layOut(shape, strides, other.strides);
    const [s, t] = rows.steps;
    let same = true;
    eachRow(rows, [placeOf(x) / dtype.size, placeOf(y) / other.dtype.size], (i, j) => {
      for (let k = 0; same && k < rows.length; k++) same = alike(i + k * s, j + k * t);
    });
    return same;
  };

  generator = (): Random => new Random();
  get defaultGenerator(): Random {
    return this.#calls.random.generator as Random;
  }

  promote = (a: number, b: number): number => promote(dtypeOf(a), dtypeOf(b)).code;
  resultType = (...handles: number[]): number =>
    resultType(
      handles.map((handle) => {
        const { layout: of, wrapped } = this.#get(handle);
        return { dtype: of.dtype, rank: of.shape.length, wrapped };
      }),
    ).code;
  canCast = (from: number, to: number): boolean => canCast(dtypeOf(from), dtypeOf(to));
  setDefaultDtype = (code: number) => {
    const dtype = dtypeOf(code);
    check(
      dtype.kind === FLOAT,
      () => `only floating-point types are supported as the default type`,
      "TypeError",
    );
    standard.dtype = dtype;
    this.#calls.forget();
  };
}

export { AtenError };
