// Ops that treat each number by itself, from a function of one number of each operand.

import type { Kernels } from "../kernels/types";
import { byKernel } from "./by-kernel";
import { type Bind, type Call, memoryOf } from "./operation";
import { blocks, broadcast, eachRow, layOut, type Visit } from "./strides";

type Args = Call["args"];
type Words = Float32Array | Float64Array | Int32Array;
export type Formula = (a: number, b: number, c: number, d: number) => number | boolean;

interface Operand {
  words: Words;
  at: number;
  strides: number[];
}

/**
 * An elementwise op of operands by name, each a tensor or a number; one left out, a weight, is 1. `make` gives its formula for the
 * arguments of a call; what it computes in double is rounded once. True is 1.
 */
export function elementwise(names: string[], make: (args: Args) => Formula): Bind {
  return (call) => {
    const { y } = call;
    const words = memoryOf(call, y) as Words;
    // a number beside float32 is one itself
    const floats = names.some((name) => call.in[name]?.dtype === "float32");
    const few = names.length < 3;
    const all = [...names, "", "", "", ""].slice(0, few ? 2 : 4);
    const operands = all.map((name): Operand => {
      const t = call.in[name];
      if (t) return { words: memoryOf(call, t), at: t.at, strides: broadcast(t, y.shape) };
      const kept = (floats ? call.f32.constructor : Float64Array) as Float64ArrayConstructor;
      return { words: kept.of(call.args[name] ?? 1), at: 0, strides: y.shape.map(() => 0) };
    });
    const formula = make(call.args);
    const rows = blocks(layOut(y.shape, y.strides, ...operands.map(({ strides }) => strides)));
    const visit = (few ? short : long)(rows, words, operands, formula);
    const starts = [y.at, ...operands.map(({ at }) => at)];
    return () => eachRow(rows, starts, visit);
  };
}

type Loop = (rows: ReturnType<typeof blocks>, y: Words, from: Operand[], f: Formula) => Visit;

/** Rows of an op: with two operands, of which one may be none, or with four. */
const short: Loop = ({ length, steps, count, jumps }, y, [{ words: p }, { words: q }], f) => {
  const [sy, sa, sb] = steps;
  return (to, a, b) => {
    for (let r = 0; r < count; r++, to += jumps[0], a += jumps[1], b += jumps[2]) {
      for (let i = 0, t = to, c = a, d = b; i < length; i++, t += sy, c += sa, d += sb)
        y[t] = f(p[c], q[d], 0, 0) as number;
    }
  };
};
const long: Loop = ({ length, steps, count, jumps }, y, from, f) => {
  const [p, q, r, s] = from.map(({ words }) => words);
  const [sy, sa, sb, sc, sd] = steps;
  return (to, a, b, c, d) => {
    for (let k = 0; k < count; k++) {
      for (let i = 0; i < length; i++) {
        y[to + i * sy] = f(p[a + i * sa], q[b + i * sb], r[c + i * sc], s[d + i * sd]) as number;
      }
      to += jumps[0];
      a += jumps[1];
      b += jumps[2];
      c += jumps[3];
      d += jumps[4];
    }
  };
};

/** An op that a kernel does where it can, see by-kernel.ts, and for others the formula. */
export function vectorised(
  kernel: keyof Kernels,
  names: string[],
  make: (args: Args) => Formula,
  more?: (args: Args) => number[],
): Bind {
  const [fast, slow] = [byKernel(kernel, names, more), elementwise(names, make)];
  return (call) => fast(call) ?? slow(call);
}
