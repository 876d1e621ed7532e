// What the tests call in Node: batches of single calls of web/aten, as Python on the page makes them.

import { type Aten, openAten } from "../../web/aten";

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
    const first = aten.op(asked.op)(...flat);
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

/** A frame of `machine.py`: JSON and buffers in, JSON and buffers out. */
export async function handle(frame: Uint8Array): Promise<Uint8Array> {
  const length = new DataView(frame.buffer, frame.byteOffset).getUint32(0, true);
  const head = JSON.parse(new TextDecoder().decode(frame.subarray(4, 4 + length)));
  let at = 4 + length;
  const buffers: Uint8Array[] = head.sizes.map((size: number) => {
    at += size;
    return frame.slice(at - size, at);
  });
  const found: Uint8Array[] = [];
  let result: unknown;
  let error: string | undefined;
  try {
    const aten = await machine(Boolean(head.args.plain));
    if (head.name === "schemas") result = aten.names().map(aten.schema);
    else if (head.name === "generator") generator(aten, head.args, buffers[0], found);
    else if (head.name === "has") result = head.args.names.map(aten.has);
    else if (head.name === "memory") result = memory(aten, head.args.steps);
    else {
      const told = (head.args.calls as Asked[]).map((asked) => run(aten, asked, buffers, found));
      result = { told, held: aten.held() };
    }
  } catch (thrown) {
    error = String((thrown as Error).stack);
  }
  const text = new TextEncoder().encode(
    JSON.stringify({ result, error, sizes: found.map((b) => b.length) }),
  );
  const bytes = new Uint8Array(4 + text.length + found.reduce((s, b) => s + b.length, 0));
  new DataView(bytes.buffer).setUint32(0, text.length, true);
  bytes.set(text, 4);
  let to = 4 + text.length;
  for (const b of found) {
    bytes.set(b, to);
    to += b.length;
  }
  return bytes;
}
