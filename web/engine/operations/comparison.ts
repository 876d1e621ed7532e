// Comparisons, which give bool, and choices between numbers.

import { elementwise } from "./elementwise";
import type { Operations } from "./operation";

const of = (f: (a: number, b: number) => boolean) => elementwise(["self", "other"], () => f);

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
  masked_fill: elementwise(["self", "mask", "value"], () => (x, mask, value) => (mask ? value : x)),
  ne: of((a, b) => a !== b),
  where: elementwise(["condition", "self", "other"], () => (c, a, b) => (c ? a : b)),
};
