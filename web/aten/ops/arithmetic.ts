// Functions of two or three numbers, each a tensor or a number that all share; comparisons, and
// choices between them.

import type { Inspect } from "../context";
import { BOOL, bool, checkFits, cName, type Dtype, FLOAT, uint8, WHOLE, wrapped } from "../dtypes";
import { type Entry, planned, type Rule } from "../entry";
import { check } from "../errors";
import { layout } from "../layout";
import type { Args } from "../schema";
import { broadcastShapes } from "../shapes";
import { above, elementwise, family, floating, isTensor, plainArgs } from "./elementwise";

const names = ["self", "other"];
const two = (name: string) => `${name}(Tensor self, Tensor other) -> Tensor`;
const both = (name: string) => [
  `${name}.Tensor(Tensor self, Tensor other) -> Tensor`,
  `${name}.Scalar(Tensor self, Scalar other) -> Tensor`,
];

/** Raises where `alpha` is of a kind that the dtype has no place for. */
function checkAlpha(dtype: Dtype, a: Args) {
  const kind = a.alpha?.kind ?? WHOLE;
  check(kind !== BOOL || dtype === bool, () => "Boolean alpha only supported for Boolean results.");
  check(
    kind !== FLOAT || dtype.kind === FLOAT,
    () => "For integral input tensors, argument alpha must not be a floating point number.",
  );
  if (a.alpha) checkFits(a.alpha, dtype);
  return dtype;
}

const isBool = (given: Args[string]) =>
  isTensor(given) ? given.layout.dtype === bool : given.kind === BOOL;

const subtract = (dtype: Dtype, a: Args) => {
  const [x, y] = [isBool(a.self), isBool(a.other)];
  check(
    !(x && y),
    () =>
      "Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or `logical_xor()` operator instead.",
  );
  check(
    !x && !y,
    () =>
      "Subtraction, the `-` operator, with a bool tensor is not supported. If you are trying to invert a mask, use the `~` or `logical_not()` operator instead.",
  );
  return checkAlpha(dtype, a);
};

/** Raises where whole numbers are divided by 0. */
const nonzero = (dtype: Dtype, a: Args) => {
  const by = a.other?.value ?? 1;
  check(dtype.kind === FLOAT || wrapped(by, dtype) !== 0, () => "ZeroDivisionError");
  return dtype;
};
const divisors: Inspect = ({ self, other }, context) => {
  if (!isTensor(other) || other.layout.dtype.kind === FLOAT) return;
  if (isTensor(self) ? self.layout.dtype.kind === FLOAT : self.kind === FLOAT) return;
  check(!context.read(other).includes(0), () => "ZeroDivisionError");
};

/** The same, and without true and false. */
const divided = (kernel: string) => (dtype: Dtype, a: Args) =>
  nonzero(above(BOOL, kernel)(dtype), a);

const power = (dtype: Dtype, a: Args) => {
  check(
    dtype.kind === FLOAT || !(a.exponent?.value < 0),
    () => "Integers to negative integer powers are not allowed.",
  );
  if (a.exponent && !isTensor(a.exponent) && a.self.layout?.dtype === dtype)
    checkFits(a.exponent, dtype);
  return dtype;
};

const bits = (name: string) => (dtype: Dtype) => {
  check(
    dtype.kind !== FLOAT,
    () => `"${name}_cpu" not implemented for '${dtype.title}'`,
    "NotImplementedError",
  );
  return dtype;
};

const masked: Rule = (a) => {
  const { self, mask, value } = a;
  check(
    mask.layout.dtype === bool,
    () =>
      `masked_fill_ only supports boolean masks, but got mask with dtype ${mask.layout.dtype.name}`,
  );
  const { dtype } = self.layout;
  check(
    !isTensor(value) || value.layout.shape.length === 0,
    () =>
      `masked_fill_ only supports a 0-dimensional value tensor, but got tensor with ${value.layout.shape.length} dimension(s).`,
  );
  if (!isTensor(value)) checkFits(value, dtype);
  const shape = broadcastShapes(self.layout.shape, mask.layout.shape);
  return {
    engine: "masked_fill",
    args: plainArgs(a),
    ins: {
      self: ["self", dtype],
      mask: ["mask", bool],
      ...(isTensor(value) ? { value: ["value", dtype] as [string, Dtype] } : {}),
    },
    outs: [layout(dtype, shape)],
    compute: dtype,
  };
};

const where: Rule = (a, context) => {
  const { dtype } = a.condition.layout;
  check(
    dtype === bool || dtype === uint8,
    () =>
      `where expected condition to be a boolean tensor, but got a tensor with dtype ${dtype.title}`,
  );
  return elementwise("where", { names: ["condition", "self", "other"], masks: ["condition"] })(
    a,
    context,
  );
};

/** Raises where neither bound is given. */
const clamp = (dtype: Dtype, a: Args) => {
  check(
    "max" in a === false || "min" in a === false || a.min !== null || a.max !== null,
    () => "torch.clamp: At least one of 'min' or 'max' must not be None",
  );
  check(
    dtype !== bool,
    () => `"clamp_scalar_kernel_impl" not implemented for 'Bool'`,
    "NotImplementedError",
  );
  for (const bound of [a.min, a.max]) if (bound && !isTensor(bound)) checkFits(bound, dtype);
  return dtype;
};

export const arithmetic: Entry[] = [
  ...family(
    { names, compute: checkAlpha },
    "add.Tensor(Tensor self, Tensor other, *, Scalar alpha=1) -> Tensor",
    "add.Scalar(Tensor self, Scalar other, Scalar alpha=1) -> Tensor",
  ),
  ...family(
    { names, compute: subtract },
    "sub.Tensor(Tensor self, Tensor other, *, Scalar alpha=1) -> Tensor",
    "sub.Scalar(Tensor self, Scalar other, Scalar alpha=1) -> Tensor",
  ),
  ...family(
    { names: ["other", "self"], compute: subtract },
    "rsub.Tensor(Tensor self, Tensor other, *, Scalar alpha=1) -> Tensor",
    "rsub.Scalar(Tensor self, Scalar other, Scalar alpha=1) -> Tensor",
  ),
  ...family({ names }, ...both("mul"), ...["maximum", "minimum", "fmax", "fmin"].map(two)),
  ...family({ names, engine: "maximum" }, "max.other(Tensor self, Tensor other) -> Tensor"),
  ...family({ names, engine: "minimum" }, "min.other(Tensor self, Tensor other) -> Tensor"),
  ...family(
    { names, compute: floating },
    ...both("div"),
    "atan2(Tensor self, Tensor other) -> Tensor",
  ),
  ...family(
    {
      names,
      compute: (dtype, a) =>
        a.rounding_mode === null
          ? floating(dtype)
          : divided(a.rounding_mode === "floor" ? "div_floor_cpu" : "div_trunc_cpu")(dtype, a),
      inspect: (a, context) => a.rounding_mode !== null && divisors(a, context),
    },
    "div.Tensor_mode(Tensor self, Tensor other, *, str? rounding_mode) -> Tensor",
    "div.Scalar_mode(Tensor self, Scalar other, *, str? rounding_mode) -> Tensor",
  ),
  ...family({ names, compute: divided("fmod_cpu"), inspect: divisors }, ...both("fmod")),
  ...family(
    { names, compute: divided("remainder_cpu"), inspect: divisors },
    ...both("remainder"),
    "remainder.Scalar_Tensor(Scalar self, Tensor other) -> Tensor",
  ),
  ...family(
    { names, compute: divided("div_floor_cpu"), inspect: divisors },
    "floor_divide(Tensor self, Tensor other) -> Tensor",
    "floor_divide.Scalar(Tensor self, Scalar other) -> Tensor",
  ),
  ...family({ names, compute: above(WHOLE, "hypot_cpu") }, two("hypot")),
  ...family({ names, compute: above(WHOLE, "logaddexp_cpu") }, two("logaddexp")),
  ...family(
    { names, compute: floating },
    "xlogy.Tensor(Tensor self, Tensor other) -> Tensor",
    "xlogy.Scalar_Other(Tensor self, Scalar other) -> Tensor",
    "xlogy.Scalar_Self(Scalar self, Tensor other) -> Tensor",
  ),
  ...family(
    { names: ["self", "exponent"], compute: power, alone: true },
    "pow.Tensor_Tensor(Tensor self, Tensor exponent) -> Tensor",
    "pow.Tensor_Scalar(Tensor self, Scalar exponent) -> Tensor",
  ),
  ...planned((a, context) => {
    const plan = elementwise("pow", { names: ["self", "exponent"], compute: power })(a, context);
    return { ...plan, outs: plan.outs.map((out) => out && layout(out.dtype, out.shape)) };
  }, "pow.Scalar(Scalar self, Tensor exponent) -> Tensor"),
  ...["bitwise_and", "bitwise_or", "bitwise_xor"].flatMap((name) =>
    family(
      { names, compute: bits(name) },
      ...both(name),
      `${name}.Scalar_Tensor(Scalar self, Tensor other) -> Tensor`,
    ),
  ),
  ...family(
    { names, result: () => bool },
    ...["eq", "ne", "lt", "le", "gt", "ge"].flatMap(both),
    ...["logical_and", "logical_or", "logical_xor"].map(two),
  ),
  ...family(
    { names: ["self", "min", "max"], compute: clamp, alone: true },
    "clamp(Tensor self, Scalar? min=None, Scalar? max=None) -> Tensor",
    "clamp.Tensor(Tensor self, Tensor? min=None, Tensor? max=None) -> Tensor",
    "clamp_max(Tensor self, Scalar max) -> Tensor",
    "clamp_max.Tensor(Tensor self, Tensor max) -> Tensor",
    "clamp_min(Tensor self, Scalar min) -> Tensor",
    "clamp_min.Tensor(Tensor self, Tensor min) -> Tensor",
  ),
  ...family(
    {
      names: ["self", "tensor1", "tensor2"],
      compute: (dtype, { value }) => {
        if (value && dtype.kind !== FLOAT) checkFits(value, dtype);
        return above(BOOL, "addcmul_cpu_out")(dtype);
      },
    },
    "addcmul(Tensor self, Tensor tensor1, Tensor tensor2, *, Scalar value=1) -> Tensor",
  ),
  ...family(
    {
      names: ["self", "tensor1", "tensor2"],
      compute: (dtype, { tensor1, tensor2 }) => {
        check(
          tensor1.layout.dtype.kind === FLOAT || tensor2.layout.dtype.kind === FLOAT,
          () =>
            "Integer division with addcdiv is no longer supported, and in a future  release addcdiv will perform a true division of tensor1 and tensor2. The historic addcdiv behavior can be implemented as (input + value * torch.trunc(tensor1 / tensor2)).to(input.dtype) for integer inputs and as (input + value * tensor1 / tensor2) for float inputs. The future addcdiv behavior is just the latter implementation: (input + value * tensor1 / tensor2), for all dtypes.",
        );
        return dtype;
      },
    },
    "addcdiv(Tensor self, Tensor tensor1, Tensor tensor2, *, Scalar value=1) -> Tensor",
  ),
  ...family(
    {
      names: ["self", "end", "weight"],
      alone: true,
      compute: (dtype, a) => {
        const own = a.self.layout.dtype;
        for (const name of ["end", "weight"]) {
          const other = isTensor(a[name]) ? a[name].layout.dtype : own;
          check(
            other === own,
            () => `expected dtype ${cName(own)} for \`${name}\` but got dtype ${cName(other)}`,
          );
        }
        check(
          own.kind === FLOAT,
          () => `"lerp_kernel_scalar" not implemented for '${own.title}'`,
          "NotImplementedError",
        );
        return dtype;
      },
    },
    "lerp.Scalar(Tensor self, Tensor end, Scalar weight) -> Tensor",
    "lerp.Tensor(Tensor self, Tensor end, Tensor weight) -> Tensor",
  ),
  ...planned(
    masked,
    "masked_fill.Scalar(Tensor self, Tensor mask, Scalar value) -> Tensor",
    "masked_fill.Tensor(Tensor self, Tensor mask, Tensor value) -> Tensor",
  ),
  ...planned(
    where,
    "where.self(Tensor condition, Tensor self, Tensor other) -> Tensor",
    "where.ScalarOther(Tensor condition, Tensor self, Scalar other) -> Tensor",
    "where.ScalarSelf(Tensor condition, Scalar self, Tensor other) -> Tensor",
    "where.Scalar(Tensor condition, Scalar self, Scalar other) -> Tensor",
  ),
];
