// Functions of two or three numbers, each a tensor or a number that all share.

import { elementwise, vectorised } from "./elementwise";
import type { Bind, Operations } from "./operation";
import { modulo } from "./special";

const of = (f: (a: number, b: number) => number | boolean) =>
  elementwise(["self", "other"], () => f);

/** NaN where either is. */
const max = (a: number, b: number) => Math.max(a, b);
const min = (a: number, b: number) => Math.min(a, b);

/** The larger or the lesser, the other where one is NaN. */
const but = (f: (a: number, b: number) => number) => (a: number, b: number) =>
  Number.isNaN(a) ? b : Number.isNaN(b) ? a : f(a, b);

/** As torch does, through the remainder: 1 divided by -∞ is -1. */
function floorDivide(a: number, b: number): number {
  const rest = a % b;
  if (b === 0) return a / b;
  const whole = Math.round((a - rest) / b);
  return rest !== 0 && b < 0 !== rest < 0 ? whole - 1 : whole;
}

const DIVISIONS: Record<string, (a: number, b: number) => number> = {
  floor: floorDivide,
  trunc: (a, b) => Math.trunc(a / b),
};

/** Within bounds, of which either may be missing. */
const clamp: Bind = (call) => {
  const { args } = call;
  const bound = (name: string) => call.in[name] !== undefined || (args[name] ?? null) !== null;
  const names = ["min", "max"].filter(bound);
  const lower = names[0] === "min";
  return elementwise(["self", ...names], () =>
    names.length === 2
      ? (x, low, high) => min(max(x, low), high)
      : lower
        ? (x, low) => max(x, low)
        : (x, high) => min(x, high),
  )(call);
};

/** As C has it, 1 to any power is 1, and so is -1 to an infinite one. */
const power = (a: number, b: number) =>
  a === 1 || (a === -1 && Math.abs(b) === Number.POSITIVE_INFINITY) ? 1 : a ** b;

const addNumber = vectorised(
  "affine",
  ["self"],
  ({ other, alpha = 1 }) =>
    (a) =>
      a + alpha * other,
  ({ other, alpha = 1 }) => [1, alpha * other],
);
const addTensor = vectorised(
  "add",
  ["self", "other"],
  ({ alpha = 1 }) =>
    (a, b) =>
      a + alpha * b,
  ({ alpha = 1 }) => [alpha],
);
const mulNumber = vectorised(
  "affine",
  ["self"],
  ({ other }) =>
    (a) =>
      a * other,
  ({ other }) => [other, 0],
);
const mulTensor = vectorised("mul", ["self", "other"], () => (a, b) => a * b);

export const arithmetic: Operations = {
  add: (call) => (call.in.other ? addTensor : addNumber)(call),
  addcdiv: elementwise(["self", "tensor1", "tensor2"], ({ value = 1 }) => (x, a, b) => {
    return x + (value * a) / b;
  }),
  addcmul: elementwise(["self", "tensor1", "tensor2"], ({ value = 1 }) => (x, a, b) => {
    return x + value * a * b;
  }),
  atan2: of(Math.atan2),
  bitwise_and: of((a, b) => a & b),
  bitwise_not: (call) => {
    const bool = call.y.dtype === "bool";
    return elementwise(["self"], () => (x) => (bool ? 1 - x : ~x))(call);
  },
  bitwise_or: of((a, b) => a | b),
  bitwise_xor: of((a, b) => a ^ b),
  clamp,
  clamp_max: clamp,
  clamp_min: clamp,
  div: elementwise(["self", "other"], ({ rounding_mode: mode }) => {
    return DIVISIONS[mode] ?? ((a, b) => a / b);
  }),
  floor_divide: of(DIVISIONS.floor),
  fmax: of(but(max)),
  fmin: of(but(min)),
  fmod: of((a, b) => a % b),
  hypot: of((a, b) => Math.hypot(a, b)),
  lerp: elementwise(["self", "end", "weight"], () => (a, b, w) => {
    // from the nearer end, as torch does
    return Math.abs(w) < 0.5 ? a + w * (b - a) : b - (b - a) * (1 - w);
  }),
  logaddexp: of((a, b) => (a === b ? a : max(a, b)) + Math.log1p(Math.exp(-Math.abs(a - b)) || 0)),
  maximum: of(max),
  minimum: of(min),
  mul: (call) => (call.in.other ? mulTensor : mulNumber)(call),
  pow: elementwise(["self", "exponent"], () => power),
  remainder: of(modulo),
  rsub: elementwise(
    ["self", "other"],
    ({ alpha = 1 }) =>
      (a, b) =>
        b - alpha * a,
  ),
  sub: elementwise(
    ["self", "other"],
    ({ alpha = 1 }) =>
      (a, b) =>
        a - alpha * b,
  ),
  xlogy: of((a, b) => (Number.isNaN(b) ? b : a === 0 ? 0 : a * Math.log(b))),
};
