// torch's schemas: what an operation is called with, and how Python hands it over, flat.

import { AtenError } from "./errors";
import type { Tensor, Tensors } from "./tensors";

/** A Python number: its kind 0 bool, 1 int or 2 float, for JavaScript cannot tell 2 from 2.0. */
export interface Num {
  kind: number;
  value: number;
}

// biome-ignore lint/suspicious/noExplicitAny: each operation has arguments of its own
export type Args = Record<string, any>;

interface Argument {
  name: string;
  /** Tensor, Scalar, or another type, all of which are handed over as they are */
  type: string;
  list: boolean;
  optional: boolean;
  fallback: unknown;
  /** an operation in place writes it */
  written: boolean;
}

export interface Schema {
  /** with its overload: "add.Tensor" */
  name: string;
  text: string;
  args: Argument[];
}

/** What Python keeps to itself. */
const UNSEEN = ["device", "layout", "pin_memory", "non_blocking"];

/** Reductions of losses, as aten numbers them. */
const CONSTANTS: Record<string, unknown> = {
  None: null,
  True: true,
  False: false,
  Mean: 1,
  contiguous_format: 0,
  long: 4,
};

function literalOf(text: string, type: string, list: boolean): unknown {
  if (text in CONSTANTS) return CONSTANTS[text];
  if (/^[["]/.test(text)) {
    return text[0] === '"'
      ? text.slice(1, -1)
      : JSON.parse(text.replace(/True|False/g, (t) => t.toLowerCase()));
  }
  if (/^'/.test(text)) return text.slice(1, -1);
  const number = text === "inf" ? Number.POSITIVE_INFINITY : Number(text);
  if (type === "Scalar") return { kind: /[.e]|inf/.test(text) ? 2 : 1, value: number };
  return list ? [number] : number;
}

/** Read a schema, "mm(Tensor self, Tensor mat2) -> Tensor". */
export function parse(text: string): Schema {
  const [, name, inside] = /^([\w.]+)\((.*)\) -> /.exec(text) as RegExpExecArray;
  const parts = inside.match(/(?:[^,[(]|\[[^\]]*\]|\([^)]*\))+/g) ?? [];
  const args = parts.flatMap((part): Argument[] => {
    const [, type, label, , fallback] =
      /^\s*([^\s(]+(?:\([^)]*\))?\S*)\s+(\w+)(=(.*))?$/.exec(part) ?? [];
    if (!type || UNSEEN.includes(label)) return [];
    const bare = type.replace(/\([^)]*\)/, "");
    const [, base, list, optional] = /^(\w+)(?:\?(?=\[))?(\[\d*\])?(\?)?$/.exec(
      bare,
    ) as RegExpExecArray;
    const value = fallback === undefined ? undefined : literalOf(fallback, base, Boolean(list));
    return [
      {
        written: type.includes("!"),
        name: label,
        type: base,
        list: Boolean(list),
        optional: Boolean(optional),
        fallback: value,
      },
    ];
  });
  return { name, text, args };
}

/** What a call was given, by name, and a text that is the same for calls alike in all but memory. */
export interface Given {
  args: Args;
  key: string;
}

/** Decode a call's flat arguments. */
export function decode({ name, args }: Schema, flat: unknown[], tensors: Tensors): Given {
  const found: Args = {};
  let key = "";
  let p = 0;
  const tensor = (): Tensor | null => {
    const handle = flat[p++] as number | null | undefined;
    const t = handle ? tensors.get(handle) : null;
    key += t ? (t.wrapped ? `${t.layout.id}w,` : `${t.layout.id},`) : "-,";
    return t;
  };
  for (const arg of args) {
    const given = flat[p];
    if (given === undefined && p >= flat.length) {
      if (arg.fallback === undefined && !arg.optional) {
        throw new AtenError("TypeError", `${name}() missing required argument '${arg.name}'`);
      }
      found[arg.name] = arg.fallback ?? null;
      key += "~";
    } else if (arg.list) {
      p++;
      if (given === null || given === undefined) {
        found[arg.name] = null;
        key += "-;";
        continue;
      }
      const list: unknown[] = [];
      key += `${given}:`;
      if (arg.type === "Tensor") for (let i = 0; i < (given as number); i++) list.push(tensor());
      else {
        for (let i = 0; i < (given as number); i++) {
          list.push(flat[p]);
          key += `${flat[p++]},`;
        }
      }
      found[arg.name] = list;
    } else if (arg.type === "Tensor") found[arg.name] = tensor();
    else if (arg.type === "Scalar") {
      p++;
      if (given === null || given === undefined) {
        found[arg.name] = null;
        key += "-;";
        continue;
      }
      const value = Number(flat[p++]);
      found[arg.name] = { kind: given, value };
      key += `${given}=${Object.is(value, -0) ? "-0" : value};`;
    } else {
      p++;
      found[arg.name] = given ?? null;
      key += `${given};`;
    }
  }
  if (p < flat.length) {
    throw new AtenError("TypeError", `${name}() was given ${flat.length - p} arguments too many`);
  }
  return { args: found, key };
}
