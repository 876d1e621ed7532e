// The lines of one training step: the operations of the tape, and what the optimizer does after
// them; which values each reads and writes, and which lines read a value.

import type { Tape, TapeOp, Trace } from "../../engine";

export type Part = "forward" | "backward" | "update";

export interface Read {
  /** the argument's name, as torch has it */
  role: string;
  value: number;
}

export interface Line {
  part: Part;
  /** the operation's name, the optimizer's, or `copy_` where a buffer takes its next value */
  op: string;
  /** the path of the module that called it; empty if none did */
  module: string;
  /** other arguments, as Python writes them */
  args: string[];
  reads: Read[];
  writes: number[];
  /** what it writes is other numbers of the first value that it reads, and lies where that lies */
  view: boolean;
  /** the value that it changes in place, and its numbers after that; null for all of the tape */
  changes: { value: number; update: Trace["updates"][number] | null } | null;
}

/** All lines in the order in which they are executed; `optimizer` is torch's name for it. */
export function linesOf(tape: Tape, trace: Trace, optimizer: string): Line[] {
  const lossAt = tape.ops.findIndex(({ outputs }) => outputs.includes(tape.loss));
  const nothing = { module: "", args: [], writes: [], view: false };
  return [
    ...tape.ops.map((op, i) => lineOf(op, i <= lossAt ? "forward" : "backward", trace)),
    ...tape.parameters.flatMap(({ value, next }): Line[] => {
      if (next === undefined) return [];
      const reads = [{ role: "src", value: next }];
      const changes = { value, update: null };
      return [{ ...nothing, part: "update", op: "copy_", reads, changes }];
    }),
    ...trace.updates.map((update): Line => {
      const { value, grad } = update;
      const reads = [
        { role: "param", value },
        { role: "grad", value: grad },
      ];
      return {
        ...nothing,
        part: "update",
        op: optimizer,
        reads,
        changes: { value, update },
      };
    }),
  ];
}

function lineOf(op: TapeOp, part: Part, { places }: Trace): Line {
  const reads = Object.entries(op.inputs).flatMap(([role, value]) =>
    [value].flat().flatMap((one) => (one === null ? [] : [{ role, value: one }])),
  );
  const writes = op.outputs.filter((v) => v !== null);
  return {
    part,
    op: op.op,
    module: op.module,
    args: Object.entries(op.args)
      .filter(([, arg]) => arg !== null)
      .map(([name, arg]) => `${name}=${python(arg)}`),
    reads,
    writes,
    // What is new never lies on what is read for it.
    view: reads.length > 0 && overlap(places[writes[0]], places[reads[0].value]),
    changes: null,
  };
}

interface Place {
  at: number;
  words: number;
}

export const overlap = (a: Place, b: Place) => a.at < b.at + b.words && b.at < a.at + a.words;

function python(arg: unknown): string {
  if (Array.isArray(arg)) return `[${arg.map(python).join(", ")}]`;
  if (typeof arg === "boolean") return arg ? "True" : "False";
  return arg === null ? "None" : String(arg);
}

/**
 * What each value is called: by the reader's own name for it, as `c1`, `fc1.weight`, or
 * `fc1.weight.grad`; else by its number on the tape, `#17`.
 */
export function namesOf(tape: Tape): (value: number) => string {
  // Of several names the last: a variable of the reader's comes behind a module's path.
  const called = new Map([[tape.output, "output"]]);
  for (const [name, value] of Object.entries(tape.names)) {
    if (name !== "output") called.set(value, name);
  }
  return (value) => called.get(value)?.replace(/^grad:(.*)$/, "$1.grad") ?? `#${value}`;
}

/** The line that wrote a value, -1 if it was there before; and those that read it, in order. */
export function usesOf(lines: Line[]) {
  const writers = new Map<number, number>();
  const readers = new Map<number, number[]>();
  for (const [i, { reads, writes }] of lines.entries()) {
    for (const v of writes) writers.set(v, i);
    for (const v of new Set(reads.map(({ value }) => value))) {
      readers.set(v, [...(readers.get(v) ?? []), i]);
    }
  }
  return {
    writer: (value: number) => writers.get(value) ?? -1,
    readers: (value: number) => readers.get(value) ?? [],
  };
}
