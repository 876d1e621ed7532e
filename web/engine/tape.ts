// The tape as `livenet.tape` writes it, and the part of it that computes chosen values.

/** A size, or a multiple of the batch size: "N", "6N". */
export type Size = number | string;

export interface TapeValue {
  shape: Size[];
  /** left out where the numbers lie in reading order */
  strides?: Size[];
  dtype: "float32" | "int64";
}

export interface TapeOp {
  op: string;
  inputs: Record<string, number>;
  // biome-ignore lint/suspicious/noExplicitAny: each op has arguments of its own, checked in Python
  args: Record<string, any>;
  outputs: (number | null)[];
  module: string;
}

export interface Tape {
  format: string;
  inputs: { name: string; value: number }[];
  parameters: { name: string; value: number; grad: number | null }[];
  values: TapeValue[];
  ops: TapeOp[];
  loss: number | null;
  output: number;
  names: Record<string, number>;
}

/** The size at batch size `n`. */
export function sizeAt(size: Size, n: number): number {
  return typeof size === "number" ? size : (Number.parseInt(size, 10) || 1) * n;
}

/** The ops, in order, without which the values `wanted` cannot be had. */
export function opsFor(tape: Tape, wanted: number[]): TapeOp[] {
  const needed = new Set(wanted);
  const ops: TapeOp[] = [];
  for (const op of [...tape.ops].reverse()) {
    if (op.outputs.some((o) => o !== null && needed.has(o))) {
      ops.unshift(op);
      for (const v of Object.values(op.inputs)) needed.add(v);
    }
  }
  return ops;
}
