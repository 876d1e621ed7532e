// Functions of one number.

import { BOOL, bool, type Dtype, FLOAT, WHOLE } from "../dtypes";
import type { Entry } from "../entry";
import { check } from "../errors";
import { above, but, family, floating } from "./elementwise";

const names = ["self"];
const of = (name: string) => `${name}(Tensor self) -> Tensor`;

const whole = (dtype: Dtype) => {
  check(
    dtype.kind !== FLOAT,
    () => `"bitwise_not_cpu" not implemented for '${dtype.title}'`,
    "NotImplementedError",
  );
  return dtype;
};

export const functions: Entry[] = [
  ...family(
    { names, compute: floating },
    ...["acos", "acosh", "asin", "asinh", "atan", "atanh", "cos", "cosh", "erf", "erfc"].map(of),
    ...["exp", "exp2", "expm1", "log", "log10", "log1p", "log2", "reciprocal", "rsqrt"].map(of),
    ...["sigmoid", "sin", "sinh", "sqrt", "tan", "tanh"].map(of),
  ),
  ...family({ names }, ...["sgn", "sign", "square"].map(of)),
  ...family({ names, compute: above(BOOL, "abs_cpu") }, of("abs")),
  ...["ceil", "floor", "trunc"].flatMap((name) =>
    family({ names, compute: above(BOOL, `${name}_vml_cpu`) }, of(name)),
  ),
  ...family({ names, compute: above(BOOL, "round_vml_cpu") }, of("round")),
  ...family(
    { names, compute: above(WHOLE, "round_cpu") },
    "round.decimals(Tensor self, *, int decimals) -> Tensor",
  ),
  ...family({ names, compute: above(WHOLE, "frac_cpu") }, of("frac")),
  ...family(
    {
      names,
      compute: but(
        bool,
        "Negation, the `-` operator, on a bool tensor is not supported. If you are trying to invert a mask, use the `~` or `logical_not()` operator instead.",
      ),
    },
    of("neg"),
  ),
  ...family({ names, compute: whole }, of("bitwise_not")),
  ...family(
    { names, result: () => bool },
    ...["isfinite", "isinf", "isnan", "logical_not"].map(of),
  ),
];
