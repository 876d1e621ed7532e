// Whole numbers of 64 bits where doubles no longer hold them: computed as what they are, and cut to 64
// bits as processors do.

import { eachRow, layOut } from "../engine/operations/strides";
import type { Plan } from "./context";
import { reader } from "./convert";
import { bool, int64 } from "./dtypes";
import { AtenError } from "./errors";
import type { Heap } from "./heap";
import { inOrder } from "./layout";
import type { Args } from "./schema";
import { repeated } from "./shapes";
import { placeOf, type Tensor } from "./tensors";

/** Doubles hold whole numbers up to here. */
export const EXACT = 2 ** 53;

/** Raised where an operand or a result lies beyond. */
export class Inexact extends Error {}

type Formula = (a: bigint, b: bigint, alpha: bigint) => bigint | boolean;

const floorDivide = (a: bigint, b: bigint) => {
  const whole = a / b;
  return a % b !== 0n && a < 0n !== b < 0n ? whole - 1n : whole;
};

const FORMULAS: Record<string, Formula> = {
  abs: (a) => (a < 0n ? -a : a),
  add: (a, b, alpha) => a + alpha * b,
  bitwise_and: (a, b) => a & b,
  bitwise_not: (a) => ~a,
  bitwise_or: (a, b) => a | b,
  bitwise_xor: (a, b) => a ^ b,
  eq: (a, b) => a === b,
  floor_divide: floorDivide,
  ge: (a, b) => a >= b,
  gt: (a, b) => a > b,
  le: (a, b) => a <= b,
  lt: (a, b) => a < b,
  // biome-ignore lint/complexity/useMathMinMax: it knows no bigint
  maximum: (a, b) => (a > b ? a : b),
  // biome-ignore lint/complexity/useMathMinMax: it knows no bigint
  minimum: (a, b) => (a < b ? a : b),
  mul: (a, b) => a * b,
  ne: (a, b) => a !== b,
  neg: (a) => -a,
  remainder: (a, b) => a - floorDivide(a, b) * b,
  rsub: (a, b, alpha) => b - alpha * a,
  sub: (a, b, alpha) => a - alpha * b,
};

/** Compute a plan of whole numbers anew. Raises NotImplementedError for what is not in the table. */
export function exactly(heap: Heap, plan: Plan, args: Args, out: Tensor) {
  const formula = FORMULAS[plan.engine];
  const { shape, strides, dtype } = out.layout;
  if (!formula || (dtype !== int64 && dtype !== bool)) {
    throw new AtenError(
      "NotImplementedError",
      `The page computes aten::${plan.engine} of whole numbers up to 2**53 only.`,
    );
  }
  const [left, right] = ["self", "other"].map((name) => operand(heap, args[name], shape));
  const alpha = BigInt(plan.args.alpha ?? 1);
  const at = placeOf(out) / dtype.size;
  // all is read before anything is written: the output may be an operand
  const found = left.map((a, i) => formula(a, right[i] ?? 0n, alpha));
  walk(shape, strides, (k, place) => {
    if (dtype === bool) heap.u8[at + place] = Number(found[k]);
    else heap.i64[at + place] = BigInt.asIntN(64, found[k] as bigint);
  });
}

/** Visit places in reading order. */
function walk(shape: number[], strides: number[], visit: (k: number, place: number) => void) {
  const rows = layOut(shape, inOrder(shape), strides);
  eachRow(rows, [0, 0], (k, place) => {
    for (let i = 0; i < rows.length; i++) visit(k + i * rows.steps[0], place + i * rows.steps[1]);
  });
}

/** An operand's numbers as if it were of this shape. */
function operand(heap: Heap, given: Tensor | { value: number } | null, shape: number[]): bigint[] {
  const found = new Array<bigint>(shape.reduce((p, s) => p * s, 1)).fill(0n);
  if (!given) return found;
  if (!("layout" in given)) return found.fill(BigInt(Math.trunc(given.value)));
  const { dtype } = given.layout;
  const at = placeOf(given) / dtype.size;
  const read = reader(heap, dtype);
  walk(shape, repeated(given.layout, shape), (k, place) => {
    found[k] = dtype === int64 ? heap.i64[at + place] : BigInt(read(at + place));
  });
  return found;
}
