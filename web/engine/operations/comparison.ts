// Comparisons, which give bool, and choices between numbers.

import { alongside, operandsOf } from "./alongside";
import { elementwise } from "./elementwise";
import type { Bind, Operations } from "./operation";
import { eachRow } from "./strides";

const of = (f: (a: number, b: number) => boolean) => elementwise(["self", "other"], () => f);

/** The first operand where the mask is true, else the other. */
function choose(...names: [string, string, string]): Bind {
  const slow = elementwise(names, () => (mask, a, b) => (mask ? a : b));
  return (call) => {
    const { k, y } = call;
    const { operands, ready } = operandsOf(call, names);
    const rows = alongside(y, operands);
    const [mask, ...numbers] = operands;
    const floats = [y, ...numbers].every(({ dtype }) => dtype === "float32");
    if (!rows || !floats || mask.dtype === "float32") return slow(call);
    const { length, steps, count, jumps } = rows;
    const [, m, a, b] = steps;
    const [down, ...next] = jumps;
    return () => {
      ready();
      eachRow(rows, [y.at, ...operands.map(({ at }) => at)], (to, mask, p, q) => {
        k.choose(mask, p, q, to, length, count, m, a, b, down, next[0], next[1], next[2]);
      });
    };
  };
}

export const comparison: Operations = {
  eq: of((a, b) => a === b),
  ge: of((a, b) => a >= b),
  gt: of((a, b) => a > b),
  le: of((a, b) => a <= b),
  logical_and: of((a, b) => a !== 0 && b !== 0),
  logical_not: elementwise(["self"], () => (x) => x === 0),
  logical_or: of((a, b) => a !== 0 || b !== 0),
  logical_xor: of((a, b) => (a !== 0) !== (b !== 0)),
  lt: of((a, b) => a < b),
  masked_fill: choose("mask", "value", "self"),
  ne: of((a, b) => a !== b),
  where: choose("condition", "self", "other"),
};
