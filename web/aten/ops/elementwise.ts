// Functions of each number by itself, of one tensor, two or three: dtypes by torch's promotion, shapes
// by broadcasting, strides as the operands lie.

import {
  BOOL,
  bool,
  type Dtype,
  FLOAT,
  float64,
  int64,
  resultType,
  standard,
  WHOLE,
} from "../dtypes";
import { type Entry, planned, type Rule } from "../entry";
import { AtenError, check } from "../errors";
import { layout } from "../layout";
import type { Plan } from "../run";
import type { Args, Num } from "../schema";
import { elementwiseOf } from "../shapes";
import type { Tensor } from "../tensors";

export const isTensor = (given: unknown): given is Tensor =>
  given !== null && typeof given === "object" && "layout" in given;

const KINDS = [bool, int64, float64];

/** The dtype in which operands by these names meet. */
export function common(a: Args, names: string[]): Dtype {
  const operands = names.flatMap((name) => {
    const given = a[name] as Tensor | Num | null;
    if (given === null || given === undefined) return [];
    if (isTensor(given)) {
      const { layout: lies, wrapped } = given;
      return [{ dtype: lies.dtype, rank: lies.shape.length, wrapped }];
    }
    return [{ dtype: KINDS[given.kind], rank: 0, wrapped: true }];
  });
  const [first] = operands;
  return operands.every(({ dtype, wrapped }) => dtype === first.dtype && !wrapped)
    ? first.dtype
    : resultType(operands);
}

export interface Meaning {
  /** the engine's operation */
  engine?: string;
  /** the operands' names, the same as in the schema */
  names: string[];
  /** the dtype of the result, from that in which the operands meet */
  result?: (dtype: Dtype, a: Args) => Dtype;
  /** and in which is computed; the operands are read as it */
  compute?: (dtype: Dtype, a: Args) => Dtype;
  /** what the engine is given besides the numbers among the operands */
  args?: (a: Args) => Args;
  /** operands that are no part of the promotion, read as what they are */
  masks?: string[];
}

/** Whole numbers become floating ones. */
export const floating = (dtype: Dtype) => (dtype.kind === FLOAT ? dtype : standard.dtype);

/** An argument as the engine has it. */
const plain = (given: unknown) =>
  given !== null && typeof given === "object" && "kind" in given ? (given as Num).value : given;

/** A plan for an elementwise operation called `name`. */
export function elementwise(name: string, meaning: Meaning): Rule {
  const { names, masks = [], engine = name } = meaning;
  const values = names.filter((label) => !masks.includes(label));
  return (a): Plan => {
    const met = common(a, values);
    const compute = meaning.compute?.(met, a) ?? met;
    const dtype = meaning.result?.(met, a) ?? compute;
    const present = names.filter((label) => isTensor(a[label]));
    const { shape, strides } = elementwiseOf(present.map((label) => a[label].layout));
    const ins: Plan["ins"] = {};
    for (const label of present) {
      ins[label] = [label, masks.includes(label) ? a[label].layout.dtype : compute];
    }
    const args: Args = {};
    for (const label of names) if (!isTensor(a[label]) && a[label]) args[label] = plain(a[label]);
    return {
      engine,
      outs: [layout(dtype, shape, strides)],
      ins,
      args: { ...args, ...meaning.args?.(a) },
      compute,
    };
  };
}

const named = (name: string) => name.replace(/\..*/, "");

/** Operations that differ in name alone, each with the schemas of its overloads. */
function family(meaning: Meaning, ...schemas: string[]): Entry[] {
  return schemas.flatMap((schema) => {
    const name = named(schema.slice(0, schema.indexOf("(")));
    return planned(elementwise(name, meaning), schema);
  });
}

const unary = (name: string) => `${name}(Tensor self) -> Tensor`;
const ONE = ["self"];
const TWO = ["self", "other"];

const notFor = (name: string, kind: number) => (dtype: Dtype) => {
  if (dtype.kind <= kind) {
    throw new AtenError("RuntimeError", `"${name}" not implemented for '${dtype.title}'`);
  }
  return dtype;
};

const scalarValue = (given: Num | null) => given?.value;

/** `alpha` of a sum, which may be left at 1. */
const alpha = (a: Args): Args => {
  const value = scalarValue(a.alpha) ?? 1;
  return value === 1 ? {} : { alpha: value };
};

/** Raises where `alpha` is of a kind that the dtype has no place for. */
function checkAlpha(dtype: Dtype, a: Args) {
  const kind = a.alpha?.kind ?? WHOLE;
  check(kind !== BOOL || dtype === bool, () => "Boolean alpha only supported for Boolean results.");
  check(
    kind !== FLOAT || dtype.kind === FLOAT,
    () => "For integral input tensors, argument alpha must not be a floating point number.",
  );
  return dtype;
}

const subtract = (dtype: Dtype, a: Args) => {
  check(
    dtype !== bool,
    () =>
      "Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or `logical_xor()` operator instead.",
  );
  return checkAlpha(dtype, a);
};

export const elementwises: Entry[] = [
  ...family(
    { names: ONE, compute: floating },
    ...["acos", "acosh", "asin", "asinh", "atan", "atanh", "cos", "cosh", "erf", "erfc", "exp"].map(
      unary,
    ),
    ...["exp2", "expm1", "log", "log10", "log1p", "log2", "reciprocal", "rsqrt", "sigmoid"].map(
      unary,
    ),
    ...["sin", "sinh", "sqrt", "tan", "tanh"].map(unary),
  ),
  ...family({ names: ONE }, ...["abs", "ceil", "floor", "trunc", "sgn", "sign"].map(unary)),
  ...family({ names: ONE, compute: notFor("round_cpu", BOOL) }, unary("round")),
  ...family(
    { names: ONE, args: ({ decimals }) => ({ decimals }) },
    "round.decimals(Tensor self, *, int decimals) -> Tensor",
  ),
  ...family({ names: ONE, compute: notFor("frac_cpu", WHOLE) }, unary("frac")),
  ...family(
    {
      names: ONE,
      compute: (dtype) => {
        check(
          dtype !== bool,
          () =>
            "Negation, the `-` operator, on a bool tensor is not supported. If you are trying to invert a mask, use the `~` or `logical_not()` operator instead.",
        );
        return dtype;
      },
    },
    unary("neg"),
  ),
  ...family(
    {
      names: ONE,
      compute: (dtype) => {
        check(dtype !== bool, () => "Boolean inputs not supported for relu");
        return dtype;
      },
    },
    unary("relu"),
  ),
  ...family(
    {
      names: ONE,
      compute: (dtype) => {
        check(dtype.kind !== FLOAT, () => `"bitwise_not_cpu" not implemented for '${dtype.title}'`);
        return dtype;
      },
    },
    unary("bitwise_not"),
  ),
  ...family(
    { names: ONE, result: () => bool },
    ...["isfinite", "isinf", "isnan", "logical_not"].map(unary),
  ),

  ...family(
    { names: TWO, compute: checkAlpha, args: alpha },
    "add.Tensor(Tensor self, Tensor other, *, Scalar alpha=1) -> Tensor",
    "add.Scalar(Tensor self, Scalar other, Scalar alpha=1) -> Tensor",
  ),
  ...family(
    { names: TWO, compute: subtract, args: alpha },
    "sub.Tensor(Tensor self, Tensor other, *, Scalar alpha=1) -> Tensor",
    "sub.Scalar(Tensor self, Scalar other, Scalar alpha=1) -> Tensor",
    "rsub.Tensor(Tensor self, Tensor other, *, Scalar alpha=1) -> Tensor",
    "rsub.Scalar(Tensor self, Scalar other, Scalar alpha=1) -> Tensor",
  ),
  ...family(
    { names: TWO },
    "mul.Tensor(Tensor self, Tensor other) -> Tensor",
    "mul.Scalar(Tensor self, Scalar other) -> Tensor",
    "maximum(Tensor self, Tensor other) -> Tensor",
    "minimum(Tensor self, Tensor other) -> Tensor",
  ),
  ...family(
    { names: TWO, compute: floating },
    "div.Tensor(Tensor self, Tensor other) -> Tensor",
    "div.Scalar(Tensor self, Scalar other) -> Tensor",
  ),
  ...family(
    { names: TWO, result: () => bool },
    ...["eq", "ne", "lt", "le", "gt", "ge"].flatMap((name) => [
      `${name}.Tensor(Tensor self, Tensor other) -> Tensor`,
      `${name}.Scalar(Tensor self, Scalar other) -> Tensor`,
    ]),
    ...["logical_and", "logical_or", "logical_xor"].map(
      (name) => `${name}(Tensor self, Tensor other) -> Tensor`,
    ),
  ),
];
