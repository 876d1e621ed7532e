// Comparisons, which give bool, and choices between numbers.

import type { Tensor } from "../tensor";
import { floatsOf, loopOver, meeting } from "./alongside";
import { elementwise } from "./elementwise";
import type { Bind, Call, Operations } from "./operation";

type Compare = (a: number, b: number) => boolean;

const of = (f: Compare) => elementwise(["self", "other"], () => f);

/** As the kernel `arith` numbers them, of float32 and of whole numbers. */
const FLOATS = { eq: 5, ne: 6, lt: 7, le: 8 };
const WHOLE = { eq: 9, ne: 10, lt: 11, le: 12, and: 13, or: 14 };

const whole = (t?: Tensor) => t && t.dtype !== "float32";

/** A comparison by the kernel, of numbers of one kind, else by the formula; `turned`: of b with a. */
function compared(kind: keyof typeof FLOATS, f: Compare, turned = false): Bind {
  const slow = of(f);
  const names = turned ? ["other", "self"] : ["self", "other"];
  return (call) => {
    const { self, other } = call.in;
    if (whole(self) && whole(other)) return wholes(call, WHOLE[kind], turned) ?? slow(call);
    // a number beside whole ones may lie between them
    const floats = whole(call.y) && !(whole(self) && !other) ? floatsOf(call, names) : null;
    const loop = floats && loopOver(call, call.y, floats.operands);
    if (!loop) return slow(call);
    const run = meeting(call, call.y, floats.operands, loop, FLOATS[kind]);
    return () => {
      floats.ready();
      run();
    };
  };
}

/** An op of two tensors of whole numbers by the kernel `arith`. */
function wholes(call: Call, kind: number, turned = false): (() => void) | null {
  const { self, other } = call.in;
  const operands = turned ? [other, self] : [self, other];
  const loop = loopOver(call, call.y, operands);
  return loop && meeting(call, call.y, operands, loop, kind);
}

/** An op of two of true and false by the kernel, others by the formula. */
const logical =
  (kind: "and" | "or", f: Compare): Bind =>
  (call) => {
    const { self, other } = call.in;
    const bools = self.dtype === "bool" && other.dtype === "bool";
    return (bools && wholes(call, WHOLE[kind])) || of(f)(call);
  };

/** The first operand where the mask is true, else the other. */
function choose(...names: [string, string, string]): Bind {
  const slow = elementwise(names, () => (mask, a, b) => (mask ? a : b));
  return (call) => {
    const { k, y } = call;
    const mask = call.in[names[0]];
    const floats = y.dtype === "float32" && whole(mask) ? floatsOf(call, names.slice(1)) : null;
    const operands = floats ? [mask, ...floats.operands] : [];
    const loop = floats && loopOver(call, y, operands);
    if (!loop) return slow(call);
    const { length, count, steps, jumps, list } = loop;
    const [, m, a, b] = steps;
    const [down, ...next] = jumps;
    const [p, q, r] = operands.map(({ at }) => at);
    return () => {
      floats.ready();
      loop.ready();
      k.choose(p, q, r, y.at, list, length, count, m, a, b, down, next[0], next[1], next[2]);
    };
  };
}

export const comparison: Operations = {
  eq: compared("eq", (a, b) => a === b),
  ge: compared("le", (a, b) => a >= b, true),
  gt: compared("lt", (a, b) => a > b, true),
  le: compared("le", (a, b) => a <= b),
  logical_and: logical("and", (a, b) => a !== 0 && b !== 0),
  logical_not: elementwise(["self"], () => (x) => x === 0),
  logical_or: logical("or", (a, b) => a !== 0 || b !== 0),
  logical_xor: of((a, b) => (a !== 0) !== (b !== 0)),
  lt: compared("lt", (a, b) => a < b),
  masked_fill: choose("mask", "value", "self"),
  ne: compared("ne", (a, b) => a !== b),
  where: choose("condition", "self", "other"),
};
