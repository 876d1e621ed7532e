// Ops that treat each number by itself, as a chain of others that kernels do.

import type { Dtype } from "../tape";
import { type Tensor, tensor } from "../tensor";
import { arithmetic } from "./arithmetic";
import { comparison } from "./comparison";
import { functions } from "./functions";
import type { Bind, Call, Operations } from "./operation";

/** An op in a chain, and what it takes. */
export class Link {
  constructor(
    readonly bind: Operations[string],
    readonly ins: Record<string, Value>,
    readonly args: Call["args"] = {},
    readonly dtype: Dtype = "float32",
  ) {}

  /** Those that come before. */
  get links(): Link[] {
    return Object.values(this.ins).filter((value) => value instanceof Link);
  }
}

/** A number, an operand, or what a link gives. */
export type Value = number | Tensor | Link;

const two = (name: string) => (self: Value, other: Value) =>
  new Link(arithmetic[name], { self, other });
const compared = (name: string) => (self: Value, other: Value) =>
  new Link(comparison[name], { self, other }, {}, "bool");

/** a + alpha b */
export const add = (self: Value, other: Value, alpha = 1) =>
  new Link(arithmetic.add, { self, other }, { alpha });
export const sub = (self: Value, other: Value) => new Link(arithmetic.sub, { self, other });
export const [mul, div, max, min] = ["mul", "div", "maximum", "minimum"].map(two);
export const [eq, lt, le] = ["eq", "lt", "le"].map(compared);
export const where = (condition: Value, self: Value, other: Value) =>
  new Link(comparison.where, { condition, self, other });
export const map = (name: string, self: Value) => new Link(functions[name], { self });
export const exp = (self: Value) => map("exp", self);
export const log = (self: Value) => map("log", self);
export const abs = (self: Value) => map("abs", self);
export const neg = (self: Value) => map("neg", self);

/** log(1 + u), of which nothing is lost where 1 + u is 1, or nearly. */
export function log1p(u: Value): Link {
  const sum = add(u, 1);
  const rest = sub(sum, 1);
  return where(eq(rest, 0), u, mul(log(sum), div(u, rest)));
}

/** log(1 + eˣ) = max(x, 0) + log(1 + e^-|x|) */
export const softplus = (x: Value) => add(max(x, 0), log1p(exp(neg(abs(x)))));

/** An op of operands by name, of which one left out is 1, that is the last link of a chain. */
export const chain =
  (names: string[], make: (args: Call["args"], ...operands: Value[]) => Link): Bind =>
  (call) =>
    linked(call, make(call.args, ...names.map((name) => call.in[name] ?? call.args[name] ?? 1)));

/** All links in order, the last into y; what a link gave lends its memory to the next when it is done. */
export function linked(call: Call, last: Link): () => void {
  const links: Link[] = [];
  const visit = (link: Link) => {
    if (links.includes(link)) return;
    link.links.forEach(visit);
    links.push(link);
  };
  visit(last);
  const places = new Map<Link, Tensor>();
  const free: number[] = [];
  const runs = links.map((link, i) => {
    const taken: Record<string, Tensor> = {};
    const args = { ...link.args };
    for (const [name, value] of Object.entries(link.ins)) {
      if (typeof value === "number") args[name] = value;
      else taken[name] = value instanceof Link ? (places.get(value) as Tensor) : value;
    }
    const rest = links.slice(i + 1).flatMap((later) => later.links);
    for (const before of new Set(link.links)) {
      if (!rest.includes(before)) free.push((places.get(before) as Tensor).at);
    }
    const { shape, numel } = call.y;
    const own = () => tensor(free.pop() ?? call.scratch(numel), shape, link.dtype);
    const y = link === last ? call.y : own();
    places.set(link, y);
    return link.bind({ ...call, in: taken, args, y, out: [y] });
  });
  return () => {
    for (const run of runs) run?.();
  };
}
