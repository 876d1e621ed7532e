// The dtypes, by torch's own codes, and its rules of promotion (c10/core/ScalarType).

import { AtenError, check } from "./errors";

/** What a number is: true or false, whole, or floating. */
export const [BOOL, WHOLE, FLOAT] = [0, 1, 2];

export interface Dtype {
  code: number;
  name: string;
  /** as torch's sentences call it */
  title: string;
  /** bytes of an element */
  size: number;
  kind: number;
}

const of = (code: number, name: string, title: string, size: number, kind: number): Dtype => ({
  ...{ code, name, title, size, kind },
});

export const uint8 = of(0, "uint8", "Byte", 1, WHOLE);
export const int8 = of(1, "int8", "Char", 1, WHOLE);
export const int16 = of(2, "int16", "Short", 2, WHOLE);
export const int32 = of(3, "int32", "Int", 4, WHOLE);
export const int64 = of(4, "int64", "Long", 8, WHOLE);
export const float16 = of(5, "float16", "Half", 2, FLOAT);
export const float32 = of(6, "float32", "Float", 4, FLOAT);
export const float64 = of(7, "float64", "Double", 8, FLOAT);
export const bool = of(11, "bool", "Bool", 1, BOOL);
export const bfloat16 = of(15, "bfloat16", "BFloat16", 2, FLOAT);
// of eight bits: kept and converted, never computed in
export const float8_e5m2 = of(23, "float8_e5m2", "Float8_e5m2", 1, FLOAT);
export const float8_e4m3fn = of(24, "float8_e4m3fn", "Float8_e4m3fn", 1, FLOAT);

const WIDE = [uint8, int8, int16, int32, int64, float16, float32, float64, bool, bfloat16];
const ALL = [...WIDE, float8_e5m2, float8_e4m3fn];
const byCode = new Map(ALL.map((dtype) => [dtype.code, dtype]));

/** What torch calls tensors of a dtype in some of its sentences. */
export const typeName = ({ title }: Dtype) =>
  ["Bool", "BFloat16"].includes(title) ? `CPU${title}Type` : `torch.${title}Tensor`;

const C_NAMES: Record<string, string> = {
  bool: "bool",
  uint8: "unsigned char",
  int8: "signed char",
  int16: "short int",
  int32: "int",
  int64: "long int",
  float16: "c10::Half",
  float32: "float",
  float64: "double",
  bfloat16: "c10::BFloat16",
};
/** What C++ calls a dtype's numbers, as torch does in others. */
export const cName = ({ name }: Dtype) => C_NAMES[name];

const MISSING: Record<number, string> = {
  8: "complex32",
  9: "complex64",
  10: "complex128",
  27: "uint16",
  28: "uint32",
  29: "uint64",
};

/** Raises NotImplementedError for a code that stands for none of them, complex numbers above all. */
export function dtypeOf(code: number): Dtype {
  const found = byCode.get(code);
  if (found) return found;
  const name = `torch.${MISSING[code] ?? code}`;
  throw new AtenError(
    "NotImplementedError",
    `The page's torch has no tensors of the dtype ${name}. Take the notebook to run this cell in Jupyter or Colab.`,
  );
}

/** What whole numbers become where floating ones are due, and Python's float; `torch.set_default_dtype`. */
export const standard = { dtype: float32 };

const SCALARS: Record<string, string> = {
  ...{ uint8: "uint8_t", int8: "int8_t", int16: "int16_t", int32: "int", int64: "int64_t" },
  ...{ float16: "c10::Half", bfloat16: "c10::BFloat16", float32: "float" },
};
const MOST: Record<string, number> = {
  ...{ float16: 65504, bfloat16: (2 - 2 ** -7) * 2 ** 127, float32: (2 - 2 ** -23) * 2 ** 127 },
};

/**
 * Raises where a number has no place in a dtype, as C++'s `Scalar::to` does: infinities are
 * numbers where there are any, and a whole number below 0 wraps where there is none, unless `strict`.
 */
export function checkFits(given: Given, { kind, name, size, code }: Dtype, strict = false) {
  const { value } = given;
  let fits = !(Math.abs(value) > (MOST[name] ?? Infinity)) || Math.abs(value) === Infinity;
  if (kind === WHOLE) {
    const unsigned = code === uint8.code;
    // the greatest int64 is 2**63 as a double
    const most = 2 ** (8 * size - (unsigned ? 0 : 1)) - (size < 8 ? 1 : 0);
    const wraps = given.kind !== FLOAT && !strict;
    fits = value <= most && value >= (unsigned ? (wraps ? -most : 0) : -most - 1);
  }
  check(
    fits || kind === BOOL,
    () => `value cannot be converted to type ${SCALARS[name]} without overflow`,
  );
}

/** A number as one of this dtype has it, where those are whole. */
export function wrapped(value: number, { kind, size, code }: Dtype): number {
  if (kind === FLOAT || size === 8) return value;
  if (kind === BOOL) return value === 0 ? 0 : 1;
  const most = 2 ** (8 * size);
  const within = ((Math.trunc(value) % most) + most) % most;
  return code === uint8.code || within < most / 2 ? within : within - most;
}

/** A number of Python's, and of which kind it is. */
interface Given {
  kind: number;
  value: number;
}

/** Whether numbers are floating ones of eight bits. */
export const isEight = ({ kind, size }: Dtype) => kind === FLOAT && size === 1;

/** As `torch.promote_types`. */
export function promote(a: Dtype, b: Dtype): Dtype {
  if (a === b) return a;
  check(
    !isEight(a) && !isEight(b),
    () =>
      `Promotion for Float8 Types is not supported, attempted to promote ${a.title} and ${b.title}`,
  );
  if (a.kind !== b.kind) return a.kind > b.kind ? a : b;
  if (a.size === b.size) return a.kind === FLOAT ? float32 : int16; // two halves; int8 and uint8
  return a.size > b.size ? a : b;
}

/** An operand for the rule of promotion. */
export interface Typed {
  dtype: Dtype;
  rank: number;
  /** a Python number */
  wrapped: boolean;
}

const higher = (a: Dtype | null, b: Dtype) => (a ? promote(a, b) : b);

function combine(high: Dtype | null, low: Dtype | null): Dtype | null {
  if (!high || !low) return high ?? low;
  if (high.kind === FLOAT) return high;
  return high.kind === BOOL || low.kind === FLOAT ? promote(high, low) : high;
}

/** As `torch.result_type`: tensors with axes come first, then those without, then Python's numbers. */
export function resultType(operands: Typed[]): Dtype {
  let [wide, single, wrapped]: (Dtype | null)[] = [null, null, null];
  for (const t of operands) {
    if (t.rank > 0) wide = higher(wide, t.dtype);
    else if (!t.wrapped) single = higher(single, t.dtype);
    else wrapped = higher(wrapped, t.dtype.kind === FLOAT ? standard.dtype : t.dtype);
  }
  return combine(wide, combine(single, wrapped)) as Dtype;
}

/** As `torch.can_cast`. */
export const canCast = (from: Dtype, to: Dtype) =>
  from.kind <= to.kind && !(to === bool && from !== bool);
