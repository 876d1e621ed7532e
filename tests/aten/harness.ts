// What the tests call in Node: batches of single calls of web/aten, as Python on the page makes them.

import { type Aten, openAten } from "../../web/aten";
import { answering, type Call } from "../lockstep/frames";

/** A tensor's storage is a buffer; `wrapped` is a Python number. */
interface Given {
  buffer: number;
  dtype: number;
  offset: number;
  shape: number[];
  strides: number[];
  wrapped?: [number, number];
}

interface Asked {
  op: string;
  seed: number;
  tensors: Given[];
  /** flat arguments; a tensor stands as `{ t: i }` */
  flat: unknown[];
  /** read what was given, too: an operation in place or of `out` writes it */
  written: number[];
}

/** What writes into an `out`, by what it writes. */
const INTO: Record<string, string> = { "add.out": "add.Tensor", "exp.out": "exp" };

interface Told {
  error?: string;
  /** of outputs, then of what was written: dtype, rank, shape, strides; null for one there is not */
  outs?: (number[] | null)[];
}

const machines: Record<string, Promise<Aten>> = {};
const machine = (plain: boolean) => {
  machines[String(plain)] ??= openAten({ plain });
  return machines[String(plain)];
};

function run(aten: Aten, asked: Asked, buffers: Uint8Array[], found: Uint8Array[]): Told {
  const bases: Record<number, number> = {};
  for (const { buffer } of asked.tensors) {
    bases[buffer] ??= aten.fromBytes(buffers[buffer], 0, buffers[buffer].length);
  }
  const handles = asked.tensors.map((t) =>
    t.wrapped
      ? aten.wrap(...t.wrapped)
      : aten.strided(bases[t.buffer], t.dtype, t.offset, t.shape.length, ...t.shape, ...t.strides),
  );
  aten.free(...Object.values(bases));
  const flat = asked.flat.map((arg) => {
    if (arg === "Infinity" || arg === "-Infinity" || arg === "NaN") return Number(arg);
    return arg && typeof arg === "object" ? handles[(arg as { t: number }).t] : arg;
  });
  const outs: (number[] | null)[] = [];
  const tell = (handle: number) => {
    outs.push([...aten.describe(aten.layout(handle))]);
    found.push(aten.bytes(handle));
  };
  try {
    aten.defaultGenerator.seed(asked.seed);
    const call = INTO[asked.op] ? aten.into(INTO[asked.op]) : aten.op(asked.op);
    const first = call(...flat);
    const count = aten.count();
    if (!handles.includes(first)) {
      for (let i = 0; i < count; i++) {
        if (aten.lives(first + i)) {
          tell(first + i);
          aten.free(first + i);
        } else outs.push(null);
      }
    }
    for (const i of asked.written) tell(handles[i]);
    return { outs };
  } catch (error) {
    const { name, message, stack } = error as Error;
    return { error: name === "Error" ? String(stack) : `${name}: ${message}` };
  } finally {
    aten.free(...handles);
  }
}

/** The state after some draws, and what is drawn from a state that was given. */
function generator(
  aten: Aten,
  { seed, before }: { seed: number; before: number },
  state: Uint8Array,
  found: Uint8Array[],
) {
  const own = aten.generator();
  own.seed(seed);
  for (let i = 0; i < before; i++) own.single();
  own.normal();
  found.push(own.state());
  const other = aten.generator();
  other.setState(state);
  const next = [other.normal(), other.single(), other.single(), other.single()];
  found.push(new Uint8Array(Float64Array.from(next).buffer));
}

/** Steps with tensors of ever other sizes, a few of them living on: bytes held, and of the memory. */
function memory(aten: Aten, steps: number): { held: number; size: number; most: number } {
  const [make, add, cat] = ["zeros", "add.Tensor", "cat"].map(aten.op);
  const living: number[] = [];
  let most = 0;
  for (let i = 0; i < steps; i++) {
    const size = 1 + ((i * 7919) % 250_000);
    const x = make(1, size);
    const y = add(x, x);
    const z = cat(2, x, y, 0);
    living.push(z);
    aten.free(x, y);
    if (living.length > 8) aten.free(living.splice((i * 31) % living.length, 1)[0]);
    most = Math.max(most, aten.held());
  }
  aten.free(...living);
  return { held: aten.held(), size: aten.size(), most };
}

/** Tensors of 8 MB that are freed when memory is full, and no sooner: bytes of the memory. */
function full(aten: Aten, steps: number): number {
  const make = aten.op("zeros");
  const gone: number[] = [];
  aten.onFull(() => aten.free(...gone.splice(0)));
  for (let i = 0; i < steps; i++) gone.push(make(1, 2 ** 21));
  aten.onFull(() => {});
  aten.free(...gone);
  return aten.size();
}

/** A sum of 64 MB for which there is room in pieces of 8 MB: by how much memory grew, and what lived. */
function pieces(aten: Aten): { grown: number; found: unknown[] } {
  const [zeros, full, add] = ["zeros", "full", "add.Tensor"].map(aten.op);
  const large = zeros(1, 2 ** 24);
  const made = Array.from({ length: 32 }, (_, i) => full(1, 2 ** 21, 2, i));
  aten.free(...made.filter((_, i) => i % 2 === 0));
  const before = aten.size();
  const sum = add(large, large);
  const grown = aten.size() - before;
  const found = made
    .filter((_, i) => i % 2)
    .map((handle) => {
      const numbers = aten.numbers(handle);
      aten.free(handle);
      return [numbers[0], numbers[numbers.length - 1]];
    });
  aten.free(large, sum);
  return { grown, found };
}

/** A call whose second output no memory holds: bytes held before, and after the next call. */
function refused(aten: Aten): number[] {
  const before = aten.held();
  const images = aten.op("zeros")(1, 2 ** 20);
  const wide = aten.strided(images, 6, 0, 3, 1, 2 ** 15, 9 * 2 ** 10, 0, 0, 1);
  try {
    aten.op("max_pool2d_with_indices")(wide, 1, 1, 0);
  } catch (error) {
    if (!String(error).includes("can't allocate memory")) throw error;
  }
  aten.free(wide, images, aten.op("zeros")(1, 1));
  return [before, aten.held()];
}

/** A tensor that no memory holds, then one that it does: what is said, and bytes held before and after. */
function beyond(aten: Aten, bytes: number): { said: string; held: number[]; size: number } {
  const make = aten.op("zeros");
  const before = aten.held();
  let said = "";
  try {
    make(1, bytes / 4);
  } catch (error) {
    said = String(error);
  }
  aten.free(make(1, 2 ** 22));
  return { said, held: [before, aten.held()], size: aten.size() };
}

/** A sum whose wider numbers no memory holds: what it says, what the next one is, and what lived on. */
function wider(aten: Aten): unknown[] {
  const bytes = aten.fromBytes(Uint8Array.of(1, 2, 3), 0, 3);
  const ones = aten.op("full")(1, 2 ** 16, 2, 1);
  const vast = aten.strided(bytes, 0, 0, 2, 2 ** 15, 2 ** 15, 0, 0);
  const sum = aten.op("sum");
  let said = "";
  try {
    sum(vast, null);
  } catch (error) {
    said = String(error);
  }
  const sums = [bytes, ones].map((handle) => sum(handle, null));
  const found = sums.map((handle) => aten.item(handle));
  aten.free(bytes, ones, vast, ...sums);
  return [said, ...found];
}

/** What Node.js has besides a browser, started with --expose-gc. */
interface Node {
  gc(): void;
  process: {
    getBuiltinModule(name: "v8"): {
      getHeapSpaceStatistics(): { space_name: string; space_used_size: number }[];
    };
  };
}

/** Images, each shifted once in every way: bytes that JavaScript keeps of it, and that grew old of it. */
function shifted(aten: Aten): { kept: number; aged: number } {
  const { gc, process } = globalThis as unknown as Node;
  const old = () =>
    process
      .getBuiltinModule("v8")
      .getHeapSpaceStatistics()
      .filter((space) => !space.space_name.includes("new_"))
      .reduce((sum, space) => sum + space.space_used_size, 0);
  const [zeros, roll] = ["zeros", "roll"].map(aten.op);
  const images = Array.from({ length: 60 }, () => zeros(3, 1, 32, 32));
  const all = (ways: number[]) => {
    for (const way of ways) {
      for (const image of images) aten.free(roll(image, 2, way, 1, 2, 1, 2));
    }
  };
  all([0]);
  gc();
  const before = old();
  all(Array.from({ length: 30 }, (_, i) => i + 1));
  const aged = old() - before;
  gc();
  const kept = old() - before;
  aten.free(...images);
  return { kept, aged };
}

type Work = (aten: Aten, args: Asking, buffers: Uint8Array[], found: Uint8Array[]) => unknown;

interface Asking {
  plain?: boolean;
  calls: Asked[];
  steps: number;
  [name: string]: unknown;
}

/** What is asked of a machine, whose answer is a result and the bytes that were found. */
const on = (work: Work): Call =>
  async function answer(args, frames) {
    const asking = args as unknown as Asking;
    const buffers = frames.map((frame) => frame.slice());
    const found: Uint8Array[] = [];
    const result = work(await machine(Boolean(asking.plain)), asking, buffers, found);
    return { result, buffers: found };
  };

export const handle = answering({
  schemas: on((aten) => aten.names().map(aten.schema)),
  memory: on((aten, { steps }) => memory(aten, steps)),
  beyond: on((aten, { bytes }) => beyond(aten, bytes as number)),
  full: on((aten, { steps }) => full(aten, steps)),
  pieces: on(pieces),
  refused: on(refused),
  wider: on(wider),
  shifted: on(shifted),
  generator: on((aten, args, [state], found) => generator(aten, args as never, state, found)),
  calls: on((aten, { calls }, buffers, found) => ({
    told: calls.map((asked) => run(aten, asked, buffers, found)),
    held: aten.held(),
  })),
});
