// Functions of one number.

import { KIND_OF, MAPPED } from "../kernels/functions";
import { erf, erfc, roundEven } from "../kernels/special";
import { elementwise, vectorised } from "./elementwise";
import type { Operations } from "./operation";

const of = (f: (x: number) => number | boolean) => elementwise(["self"], () => f);

/** Those of kernels/functions.ts. */
const mapped = Object.fromEntries(
  Object.entries(MAPPED).map(([name, f]) => {
    return [
      name,
      vectorised(
        "mapped",
        ["self"],
        () => f,
        () => [KIND_OF[name]],
      ),
    ];
  }),
);

export const functions: Operations = {
  ...mapped,
  acos: of(Math.acos),
  acosh: of(Math.acosh),
  asin: of(Math.asin),
  asinh: of(Math.asinh),
  atan: of(Math.atan),
  atanh: of(Math.atanh),
  ceil: of(Math.ceil),
  cos: of(Math.cos),
  cosh: of(Math.cosh),
  erf: of(erf),
  erfc: of(erfc),
  exp2: of((x) => 2 ** x),
  expm1: of(Math.expm1),
  floor: of(Math.floor),
  frac: of((x) => x - Math.trunc(x)),
  isfinite: of(Number.isFinite),
  isinf: of((x) => Math.abs(x) === Number.POSITIVE_INFINITY),
  isnan: of(Number.isNaN),
  log10: of(Math.log10),
  log1p: of(Math.log1p),
  log2: of(Math.log2),
  round: elementwise(["self"], ({ decimals = 0 }) => {
    const scale = 10 ** decimals;
    return decimals ? (x) => roundEven(x * scale) / scale : roundEven;
  }),
  sgn: of((x) => Math.sign(x) || 0), // 0 for NaN
  sign: of((x) => Math.sign(x) || 0),
  sin: of(Math.sin),
  sinh: of(Math.sinh),
  tan: of(Math.tan),
  trunc: of(Math.trunc),
};
