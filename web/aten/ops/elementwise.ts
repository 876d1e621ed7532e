// Functions of each number by itself, of one tensor, two or three: dtypes by torch's promotion, shapes
// by broadcasting, strides as the operands lie.

import type { Inspect, Plan } from "../context";
import { bool, type Dtype, FLOAT, float64, int64, resultType, standard, wrapped } from "../dtypes";
import { type Entry, planned, type Rule } from "../entry";
import { check } from "../errors";
import { layout } from "../layout";
import type { Args, Num } from "../schema";
import { elementwiseOf } from "../shapes";
import type { Tensor } from "../tensors";
import { likeStrides } from "./factory";

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
  /** operands that are no part of the promotion, read as what they are */
  masks?: string[];
  /** numbers are no operands beside which the result is laid out */
  alone?: boolean;
  inspect?: Inspect;
}

/** Whole numbers become floating ones. */
export const floating = (dtype: Dtype) => (dtype.kind === FLOAT ? dtype : standard.dtype);

/** Arguments as the engine has them: numbers without their kind, and none that is left out. */
export function plainArgs(a: Args): Args {
  const found: Args = {};
  for (const name in a) {
    const given = a[name];
    if (given === null || isTensor(given)) continue;
    if (Array.isArray(given) && given.some((item) => item === null || isTensor(item))) continue;
    found[name] = typeof given === "object" && "kind" in given ? (given as Num).value : given;
  }
  return found;
}

/** A plan for an elementwise operation. */
export function elementwise(engine: string, meaning: Meaning): Rule {
  const { names, masks = [] } = meaning;
  const values = names.filter((label) => !masks.includes(label));
  return (a): Plan => {
    const met = common(a, values);
    const compute = meaning.compute?.(met, a) ?? met;
    const dtype = meaning.result?.(compute, a) ?? compute;
    const present = names.filter((label) => isTensor(a[label]));
    const operands = names.filter((label) => isTensor(a[label]) || (a[label] && !meaning.alone));
    const number = layout(met, []);
    const { shape, strides } = elementwiseOf(
      operands.map((label) => {
        const { layout: lies } = isTensor(a[label]) ? a[label] : { layout: number };
        // what is read as another dtype is copied first
        return lies.dense || lies.dtype === compute || masks.includes(label)
          ? lies
          : layout(compute, lies.shape, likeStrides(lies, null));
      }),
    );
    const ins: Plan["ins"] = {};
    for (const label of present) {
      ins[label] = [label, masks.includes(label) ? a[label].layout.dtype : compute];
    }
    const args = plainArgs(a);
    // a number beside whole ones becomes one of theirs
    for (const label of values) {
      if (typeof args[label] === "number") args[label] = wrapped(args[label], compute);
    }
    return {
      engine,
      outs: [layout(dtype, shape, strides)],
      ins,
      args,
      compute,
      pointwise: true,
      inspect: meaning.inspect,
    };
  };
}

/** Operations of one meaning, each with the schemas of its overloads. */
export function family(meaning: Meaning, ...schemas: string[]): Entry[] {
  return schemas.flatMap((schema) => {
    const engine = meaning.engine ?? (/^\w+/.exec(schema) as RegExpExecArray)[0];
    return planned(elementwise(engine, meaning), schema);
  });
}

/** Raises where numbers of a dtype up to this kind are not for the kernel of this name. */
export const above =
  (kind: number, name: string) =>
  (dtype: Dtype): Dtype => {
    check(
      dtype.kind > kind,
      () => `"${name}" not implemented for '${dtype.title}'`,
      "NotImplementedError",
    );
    return dtype;
  };

/** Raises with a sentence for this one dtype. */
export const but =
  (refused: Dtype, message: string) =>
  (dtype: Dtype): Dtype => {
    check(dtype !== refused, () => message);
    return dtype;
  };
