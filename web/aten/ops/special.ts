// Functions of each number by itself that no network of the engine's has needed yet.

import { erf } from "../../engine/kernels/special";
import type { Context } from "../context";
import { bool, type Dtype } from "../dtypes";
import { type Direct, direct, type Entry } from "../entry";
import type { Args } from "../schema";
import { elementwiseOf, repeated } from "../shapes";
import { type Tensor, viewOf } from "../tensors";
import { common, floating, isTensor, plainArgs } from "./elementwise";

type Formula = (x: number, y: number) => number;

interface Meaning {
  names: string[];
  compute?: (dtype: Dtype, a: Args) => Dtype;
  result?: Dtype;
}

/** A formula for the numbers of one tensor or two. */
function pointwise(
  { names, compute, result }: Meaning,
  make: (a: Args, dtype: Dtype) => Formula,
): Direct {
  return (a: Args, context: Context): Tensor => {
    const met = common(a, names);
    const dtype = compute?.(met, a) ?? met;
    const formula = make(plainArgs(a), dtype);
    const present = names.filter((name) => isTensor(a[name]));
    const { shape, strides } = elementwiseOf(present.map((name) => a[name].layout));
    const operands = names.map((name): ((i: number) => number) => {
      if (!isTensor(a[name])) {
        const { value } = a[name];
        return () => value;
      }
      const values = context.read(viewOf(a[name], shape, repeated(a[name].layout, shape)));
      return (i) => values[i];
    });
    const [x, y = () => 0] = operands;
    const count = shape.reduce((p, s) => p * s, 1);
    const values = Float64Array.from({ length: count }, (_, i) => formula(x(i), y(i)));
    const inOrder = context.from(values, result ?? dtype, shape);
    const found = context.empty(result ?? dtype, shape, strides);
    context.copy(inOrder, found);
    context.tensors.drop(inOrder.storage);
    return found;
  };
}

const names = ["self"];
const both = ["self", "other"];

/** log |Γ(x)|, by Lanczos' approximation (g = 7, n = 9). */
const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313,
  -176.61502916214059, 12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6,
  1.5056327351493116e-7,
];
function lgamma(x: number): number {
  if (Number.isNaN(x) || Math.abs(x) === Number.POSITIVE_INFINITY) return Math.abs(x);
  if (x <= 0 && Number.isInteger(x)) return Number.POSITIVE_INFINITY;
  if (x < 0.5) return Math.log(Math.PI / Math.abs(Math.sin(Math.PI * x))) - lgamma(1 - x);
  let sum = LANCZOS[0];
  for (let i = 1; i < LANCZOS.length; i++) sum += LANCZOS[i] / (x - 1 + i);
  const t = x + 6.5;
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum);
}

/** How log Γ moves, by its asymptotic series beyond 10. */
function digamma(x: number): number {
  if (x === 0) return -Math.sign(1 / x) * Number.POSITIVE_INFINITY;
  if (x < 0) {
    if (Number.isInteger(x)) return Number.NaN;
    return digamma(1 - x) - Math.PI / Math.tan(Math.PI * x);
  }
  let below = 0;
  for (; x < 10; x++) below -= 1 / x;
  const s = 1 / (x * x);
  const series = s * (1 / 12 - s * (1 / 120 - s * (1 / 252 - s * (1 / 240 - s * (1 / 132)))));
  return below + Math.log(x) - 0.5 / x - series;
}

/** The number whose erf this is: a first guess (Winitzki's) and Newton's steps. */
function erfinv(y: number): number {
  if (Math.abs(y) >= 1) return Math.abs(y) === 1 ? y * Number.POSITIVE_INFINITY : Number.NaN;
  const log = Math.log1p(-y * y);
  const half = 2 / (Math.PI * 0.147) + log / 2;
  let x = Math.sign(y) * Math.sqrt(Math.sqrt(half * half - log / 0.147) - half);
  for (let i = 0; i < 3; i++) {
    x -= (erf(x) - y) / ((2 / Math.sqrt(Math.PI)) * Math.exp(-x * x));
  }
  return y === 0 ? y : x;
}

const gcd = (a: number, b: number): number => (b === 0 ? Math.abs(a) : gcd(b, a % b));

/** What a dtype's largest number is. */
const largest = (dtype: Dtype) =>
  ({ float16: 65504, bfloat16: 3.3895313892515355e38, float32: 3.4028234663852886e38 })[
    dtype.name
  ] ?? Number.MAX_VALUE;

const unary = (name: string) => `${name}(Tensor self) -> Tensor`;

export const specials: Entry[] = [
  ...direct(
    pointwise({ names }, ({ nan = 0, posinf, neginf }, dtype) => (x) => {
      if (Number.isNaN(x)) return nan;
      if (x === Number.POSITIVE_INFINITY) return posinf ?? largest(dtype);
      return x === Number.NEGATIVE_INFINITY ? (neginf ?? -largest(dtype)) : x;
    }),
    "nan_to_num(Tensor self, float? nan=None, float? posinf=None, float? neginf=None) -> Tensor",
  ),
  ...direct(
    pointwise({ names, result: bool }, () => (x) => Number(x === Number.POSITIVE_INFINITY)),
    unary("isposinf"),
  ),
  ...direct(
    pointwise({ names, result: bool }, () => (x) => Number(x === Number.NEGATIVE_INFINITY)),
    unary("isneginf"),
  ),
  ...direct(
    pointwise({ names, result: bool }, () => (x) => Number(x < 0 || Object.is(x, -0))),
    unary("signbit"),
  ),
  ...direct(
    pointwise({ names, compute: floating }, () => lgamma),
    unary("lgamma"),
  ),
  ...direct(
    pointwise({ names, compute: floating }, () => digamma),
    unary("digamma"),
  ),
  ...direct(
    pointwise({ names, compute: floating }, () => erfinv),
    unary("erfinv"),
  ),
  ...direct(
    pointwise({ names, compute: floating }, () => (x) => {
      return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
    }),
    unary("sinc"),
  ),
  ...direct(
    pointwise({ names, compute: floating }, ({ eps }) => (x) => {
      const p = eps === undefined ? x : Math.min(Math.max(x, eps), 1 - eps);
      return Math.log(p / (1 - p));
    }),
    "logit(Tensor self, float? eps=None) -> Tensor",
  ),
  ...direct(
    pointwise({ names: ["self", "values"] }, () => (x, at0) => {
      return Number.isNaN(x) ? x : x === 0 ? at0 : Number(x > 0);
    }),
    "heaviside(Tensor self, Tensor values) -> Tensor",
  ),
  ...direct(
    pointwise({ names: both, compute: floating }, () => (x, y) => {
      return Math.abs(x) * (y < 0 || Object.is(y, -0) ? -1 : 1);
    }),
    "copysign.Tensor(Tensor self, Tensor other) -> Tensor",
    "copysign.Scalar(Tensor self, Scalar other) -> Tensor",
  ),
  ...direct(
    pointwise({ names: both }, () => gcd),
    "gcd(Tensor self, Tensor other) -> Tensor",
  ),
  ...direct(
    pointwise({ names: both }, () => (x, y) => x * 2 ** y),
    "bitwise_left_shift.Tensor(Tensor self, Tensor other) -> Tensor",
    "bitwise_left_shift.Tensor_Scalar(Tensor self, Scalar other) -> Tensor",
    "__lshift__.Tensor(Tensor self, Tensor other) -> Tensor",
    "__lshift__.Scalar(Tensor self, Scalar other) -> Tensor",
  ),
  ...direct(
    pointwise({ names: both }, () => (x, y) => Math.floor(x / 2 ** y)),
    "bitwise_right_shift.Tensor(Tensor self, Tensor other) -> Tensor",
    "bitwise_right_shift.Tensor_Scalar(Tensor self, Scalar other) -> Tensor",
    "__rshift__.Tensor(Tensor self, Tensor other) -> Tensor",
    "__rshift__.Scalar(Tensor self, Scalar other) -> Tensor",
  ),
];
