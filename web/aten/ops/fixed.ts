// Plans for operations that compute in the dtype of their operands, and whose outputs' shapes their
// rule says.

import type { Plan } from "../context";
import { type Dtype, FLOAT } from "../dtypes";
import type { Rule } from "../entry";
import { check } from "../errors";
import type { Layout } from "../layout";
import type { Args } from "../schema";
import { isTensor, plainArgs } from "./elementwise";

interface More {
  /** the dtype that it is computed in, where it is not that of the first tensor */
  compute?: (a: Args) => Dtype;
  /** elements are moved as they are, whatever their dtype */
  moves?: boolean;
  /** every operand is read as the dtype in which is computed */
  casts?: boolean;
  /** arguments that the engine has under other names, or not at all */
  args?: (a: Args) => Args;
}

/** Each floating operand is read as the dtype in which is computed, each other as what it is. */
export function fixed(engine: string, outs: (a: Args) => (Layout | null)[], more: More = {}): Rule {
  return (a): Plan => {
    const made = outs(a);
    const tensors = Object.values(a).flat().filter(isTensor);
    const compute = more.compute?.(a) ?? tensors[0].layout.dtype;
    const { moves } = more;
    const ins: Plan["ins"] = {};
    const lists: Plan["lists"] = {};
    for (const name in a) {
      const given = a[name];
      if (isTensor(given)) {
        const { dtype } = given.layout;
        ins[name] = [name, more.casts || (!moves && dtype.kind === FLOAT) ? compute : dtype];
      } else if (Array.isArray(given) && given.some(isTensor)) lists[name] = compute;
    }
    return {
      engine,
      outs: made,
      ins,
      lists,
      args: { ...plainArgs(a), ...more.args?.(a) },
      compute,
      moves,
    };
  };
}

/** Raises where the numbers are not floating ones of at least 32 bits. */
export function wantWide(dtype: Dtype, kernel: string) {
  check(
    dtype.kind === FLOAT && dtype.size > 2,
    () => `"${kernel}" not implemented for '${dtype.title}'`,
    "NotImplementedError",
  );
}

/** Raises where the numbers are not floating. */
export function wantFloat(dtype: Dtype, kernel: string) {
  check(
    dtype.kind === FLOAT,
    () => `"${kernel}" not implemented for '${dtype.title}'`,
    "NotImplementedError",
  );
}
