// Functions of two or three numbers, each a tensor or a number that all share.

import { KIND_OF } from "../kernels/functions";
import { modulo } from "../kernels/special";
import { ADD, floatsOf, loopOver, meeting } from "./alongside";
import { byKernel } from "./by-kernel";
import { elementwise, type Formula, vectorised } from "./elementwise";
import type { Bind, Call, Operations } from "./operation";
import { rectifier } from "./rectifier";

const of = (f: (a: number, b: number) => number | boolean) =>
  elementwise(["self", "other"], () => f);

/** A formula that rounds on its way, where torch does: of float32 to float32. */
const rounded =
  (names: string[], make: (round: (x: number) => number, args: Call["args"]) => Formula): Bind =>
  (call) => {
    const round = call.f32 instanceof Float32Array ? Math.fround : Number;
    return elementwise(names, (args) => make(round, args))(call);
  };

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

/** Within two bounds, which are numbers. */
export const within = (bounds: (args: Call["args"]) => number[]): Bind =>
  vectorised(
    "clamp",
    ["self"],
    (args) => {
      const [low, high] = bounds(args);
      return (x) => min(max(x, low), high);
    },
    bounds,
  );

const between = within(({ min: low, max: high }) => [low ?? -Infinity, high ?? Infinity]);

/** Within bounds, of which either may be missing, or a tensor. */
const clamp: Bind = (call) => {
  const { args, in: ins } = call;
  if (!ins.min && !ins.max) return between(call);
  const bound = (name: string) => ins[name] !== undefined || (args[name] ?? null) !== null;
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

/** Powers that torch, too, computes as what they are. */
const PLAIN: Record<number, string> = {
  0.5: "sqrt",
  2: "square",
  [-0.5]: "rsqrt",
  [-1]: "reciprocal",
};

/** x to the power of a number, by a kernel. */
const raised: Operations[string] = (call) => {
  const { exponent: p } = call.args;
  if (!Number.isFinite(p) || p === 0) return null;
  const [kernel, number] =
    p in PLAIN ? (["mapped", KIND_OF[PLAIN[p]]] as const) : (["power", p] as const);
  return byKernel(kernel, ["self"], () => [number])(call);
};

/** As the kernel `arith` numbers them. */
const KINDS = { add: ADD, mul: 1, div: 2, max: 3, min: 4 };

/**
 * An op of two operands that is done by the kernel where it gives float32, else by the formula. With
 * `turned` the operands change places.
 */
function fast(
  kind: keyof typeof KINDS,
  make: (args: Call["args"]) => Formula,
  alpha: (args: Call["args"]) => number = () => 1,
  turned = false,
): Bind {
  const slow = elementwise(["self", "other"], make);
  const names = turned ? ["other", "self"] : ["self", "other"];
  return (call) => {
    const { y } = call;
    const floats = y.dtype === "float32" ? floatsOf(call, names) : null;
    const loop = floats && loopOver(call, y, floats.operands);
    if (!loop) return slow(call);
    const run = meeting(call, y, floats.operands, loop, KINDS[kind], alpha(call.args));
    return () => {
      floats.ready();
      run();
    };
  };
}

const add = ({ alpha = 1 }) => alpha;
const divide = fast("div", () => (a, b) => a / b);
const subtract = ({ alpha = 1 }) => -alpha;

export const arithmetic: Operations = {
  add: fast(
    "add",
    ({ alpha = 1 }) =>
      (a, b) =>
        a + alpha * b,
    add,
  ),
  addcdiv: rounded(["self", "tensor1", "tensor2"], (round, { value = 1 }) => {
    const factor = round(value);
    return (x, a, b) => x + round(round(factor * a) / b);
  }),
  addcmul: rounded(["self", "tensor1", "tensor2"], (round, { value = 1 }) => {
    const factor = round(value);
    return (x, a, b) => x + round(factor * a) * b;
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
  div: (call) => {
    const division = DIVISIONS[call.args.rounding_mode];
    return division ? of(division)(call) : divide(call);
  },
  floor_divide: of(DIVISIONS.floor),
  fmax: of(but(max)),
  fmin: of(but(min)),
  fmod: of((a, b) => a % b),
  hypot: of((a, b) => Math.hypot(a, b)),
  lerp: rounded(["self", "end", "weight"], (round) => (a, b, w) => {
    // from the nearer end, as torch does
    const way = round(b - a);
    return Math.abs(w) < 0.5 ? a + w * way : b - way * round(1 - w);
  }),
  logaddexp: of((a, b) => (a === b ? a : max(a, b)) + Math.log1p(Math.exp(-Math.abs(a - b)) || 0)),
  maximum: fast("max", () => max),
  minimum: fast("min", () => min),
  mul: fast("mul", () => (a, b) => a * b),
  pow: (call) => raised(call) ?? elementwise(["self", "exponent"], () => power)(call),
  // of whole numbers
  relu: (call) => rectifier.relu(call) ?? elementwise(["self"], () => (x) => max(x, 0))(call),
  remainder: of(modulo),
  rsub: fast(
    "add",
    ({ alpha = 1 }) =>
      (a, b) =>
        b - alpha * a,
    subtract,
    true,
  ),
  sub: fast(
    "add",
    ({ alpha = 1 }) =>
      (a, b) =>
        a - alpha * b,
    subtract,
  ),
  xlogy: of((a, b) => (Number.isNaN(b) ? b : a === 0 ? 0 : a * Math.log(b))),
};
