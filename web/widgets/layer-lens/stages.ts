// A network as the stages that a reader sees: read from a tape's ops and names. A layer and the
// activation after it are one stage; a flatten is none, for it changes no number.

import type { Tape, TapeOp } from "../../engine";

export type Kind =
  | "input"
  | "convolution"
  | "max"
  | "average"
  | "linear"
  | "activation"
  | "view"
  | "other";

/** A stage that another reads, and the shape in which it reads it: S4 flattened is (400). */
export interface Source {
  stage: number;
  shape: number[];
}

/** How a kernel or a pooling window moves over the maps; each pair is for rows and columns. */
export interface Window {
  size: number[];
  stride: number[];
  padding: number[];
  dilation: number[];
}

/** The row, or the column (`d` is 1), of the maps under tap `k` of the window of an output. */
export const tapUnder = (
  { stride, padding, dilation }: Window,
  d: 0 | 1,
  output: number,
  k: number,
) => output * stride[d] - padding[d] + k * dilation[d];

export interface Stage {
  kind: Kind;
  /** none made the input */
  op: TapeOp | null;
  activation: TapeOp | null;
  window: Window | null;
  /** numbers of the tape's values: before the activation, and after it */
  before: number;
  value: number;
  /** "C1", or the paths of its modules; "" where there is neither */
  name: string;
  /** of one sample */
  shape: number[];
  sources: Source[];
}

/** What kind of stage an aten operation makes, where LayerLens can explain it. */
export const KINDS: Record<string, Kind> = {
  convolution: "convolution",
  max_pool2d_with_indices: "max",
  avg_pool2d: "average",
  addmm: "linear",
  mm: "linear",
  relu: "activation",
  leaky_relu: "activation",
  tanh: "activation",
  sigmoid: "activation",
};
const WITH_ACTIVATION: Kind[] = ["convolution", "max", "average", "linear"];
/** Operations that leave the numbers in their order. */
export const SAME_ORDER = new Set(["view", "_unsafe_view", "unsqueeze", "squeeze"]);

/** The stages in the order in which they run, the input first. */
export function stagesOf(tape: Tape): Stage[] {
  const input = tape.inputs.find(({ name }) => name === "input")?.value as number;
  const shape = sample(tape, input);
  const stages: Stage[] = [
    {
      kind: "input",
      op: null,
      activation: null,
      window: null,
      before: input,
      value: input,
      name: "",
      shape,
      sources: [],
    },
  ];
  const read = new Map<number, Source>([[input, { stage: 0, shape }]]);
  const uses = counted(tape);
  for (const op of tape.ops) {
    const sources = valuesOf(op).flatMap((v) => read.get(v) ?? []);
    if (!sources.length) continue; // of parameters only
    const value = op.outputs[0] as number;
    const shape = sample(tape, value);
    const before = stages[sources[0].stage];
    if (SAME_ORDER.has(op.op) && (shape.length !== 3 || same(shape, before.shape))) {
      read.set(value, { stage: sources[0].stage, shape });
      continue;
    }
    const fits = WITH_ACTIVATION.includes(before.kind) && before.value === op.inputs.self;
    if (KINDS[op.op] === "activation" && fits && uses.get(before.value) === 1) {
      Object.assign(before, { activation: op, value });
      read.set(value, { stage: sources[0].stage, shape });
      continue;
    }
    for (const v of op.outputs) {
      if (v !== null) read.set(v, { stage: stages.length, shape: sample(tape, v) });
    }
    stages.push({
      kind: kindOf(op, sources, tape),
      op,
      activation: null,
      window: windowOf(op, tape),
      before: value,
      value,
      name: "",
      shape,
      sources,
    });
  }
  for (const stage of stages) stage.name = nameOf(stage, tape);
  return stages;
}

/** The tape with a name for every value, so that the engine gives any of them. */
export function named(tape: Tape): Tape {
  const all = tape.values.map((_, value) => [keyOf(value), value]);
  return { ...tape, names: { ...tape.names, ...Object.fromEntries(all) } };
}

export const keyOf = (value: number) => `value ${value}`;

/** How a stage is laid out: maps of rows × columns; a row of numbers wraps. */
export interface Layout {
  maps: number;
  rows: number;
  columns: number;
  /** it is a row of so many numbers */
  wrapped: number | null;
}

const WRAP = 12; // so many of a row of numbers stand side by side, or fewer if they then come out even

export function layoutOf(shape: number[]): Layout {
  const size = shape.reduce((product, n) => product * n, 1);
  const [rows, columns] = [shape.at(-2) ?? 1, shape.at(-1) ?? 1];
  if (shape.length >= 2) {
    return { maps: size / (rows * columns), rows, columns, wrapped: null };
  }
  const even = Array.from({ length: WRAP }, (_, i) => WRAP - i).find((n) => size % n === 0) ?? 1;
  const width = size <= WRAP ? size : 2 * even >= WRAP ? even : WRAP;
  return { maps: 1, rows: Math.ceil(size / width), columns: width, wrapped: size };
}

/** What a reader may read in `shape` of what lies in reading order. */
export interface Place {
  map: number;
  row: number;
  column: number;
}

export function placeOf(index: number, { rows, columns }: Layout): Place {
  const within = index % (rows * columns);
  return {
    map: Math.floor(index / (rows * columns)),
    row: Math.floor(within / columns),
    column: within % columns,
  };
}

export const indexOf = ({ map, row, column }: Place, { rows, columns }: Layout) =>
  (map * rows + row) * columns + column;

const same = (a: number[], b: number[]) => a.length === b.length && a.every((n, i) => n === b[i]);

/** The shape of a value of one sample. */
function sample(tape: Tape, value: number): number[] {
  const { shape } = tape.values[value];
  // "6N" is 6, and "36N+12" is 48
  const sizes = shape.map((size) => {
    if (typeof size === "number") return size;
    const [times, more] = size.split("N");
    return Number(times || 1) + Number(more);
  });
  return shape[0] === "N" ? sizes.slice(1) : sizes;
}

function counted(tape: Tape): Map<number, number> {
  const uses = new Map([[tape.output, 1]]);
  for (const op of tape.ops) {
    for (const v of valuesOf(op)) uses.set(v, (uses.get(v) ?? 0) + 1);
  }
  return uses;
}

/** A pair of numbers of which torch takes one for both; none means the default. */
function pair(arg: number | number[] | undefined, otherwise: number[]): number[] {
  const list = [arg ?? []].flat();
  if (!list.length) return otherwise;
  return list.length === 1 ? [list[0], list[0]] : list;
}

function windowOf({ op, args, inputs }: TapeOp, tape: Tape): Window | null {
  if (!["convolution", "max", "average"].includes(KINDS[op])) return null;
  const taps = (inputs.weight !== undefined && shapeOf(inputs.weight, tape).slice(2)) || [];
  const size = pair(args.kernel_size, taps as number[]);
  return {
    size,
    stride: pair(args.stride, op === "convolution" ? [1, 1] : size),
    padding: pair(args.padding, [0, 0]),
    dilation: pair(args.dilation, [1, 1]),
  };
}

/** What can be explained: samples in, and a weight that depends on none. */
function kindOf(op: TapeOp, sources: Source[], tape: Tape): Kind {
  if (SAME_ORDER.has(op.op)) return "view";
  const kind = KINDS[op.op] ?? "other";
  const data = op.inputs.input ?? op.inputs.mat1 ?? op.inputs.self;
  if (shapeOf(data, tape)[0] !== "N" || sources.length !== 1) return "other";
  const { groups = 1, transposed = false, alpha = 1, beta = 1 } = op.args;
  const maps = kind === "linear" || kind === "activation" || shapeOf(data, tape).length === 4;
  return maps && groups === 1 && !transposed && alpha === 1 && beta === 1 ? kind : "other";
}

const shapeOf = (v: TapeOp["inputs"][string], tape: Tape) => tape.values[v as number].shape;

/** The values that an op reads. */
export const valuesOf = (op: TapeOp): number[] =>
  Object.values(op.inputs)
    .flat()
    .filter((v) => v !== null);

/** The local variable of `forward`, in the paper's capitals; else the modules; else the variable. */
function nameOf({ op, activation, value, before, kind }: Stage, tape: Tape): string {
  if (kind === "input") return "";
  const isModule = (name: string) => {
    const path = name.replace(/:\d+$/, "");
    return tape.ops.some(({ module }) => module === path || module.startsWith(`${path}.`));
  };
  const known = new Set(["input", "output", ...tape.parameters.map(({ name }) => name)]);
  const local = Object.entries(tape.names)
    .filter(([name, v]) => (v === value || v === before) && !known.has(name) && !isModule(name))
    .sort(([, a], [, b]) => b - a)[0]?.[0];
  if (local && /^[csf]\d+$/.test(local)) return local.toUpperCase();
  const modules = [op?.module, activation?.module].filter((path) => path);
  // One letter, such as x, is the name of all of them.
  if (local && (local.length > 1 || !modules.length)) return local;
  return [...new Set(modules)].join(", ");
}
