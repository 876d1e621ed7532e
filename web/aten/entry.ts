// What an operation is here: torch's schema, and a rule that says what comes of a call.

import type { Context, Plan } from "./context";
import type { Args } from "./schema";
import type { Tensor } from "./tensors";

/** From what a call was given, how it is computed. It may look at layouts and numbers, not at elements. */
export type Rule = (args: Args, context: Context) => Plan;

/** An operation that looks at elements, or computes nothing: what it returns are its outputs. */
export type Direct = (args: Args, context: Context) => Tensor | (Tensor | null)[];

export type Entry = { schema: string; rule: Rule } | { schema: string; direct: Direct };

/** Operations that a rule plans. */
export const planned = (rule: Rule, ...schemas: string[]): Entry[] =>
  schemas.map((schema) => ({ schema, rule }));

/** Operations that do it themselves. */
export const direct = (run: Direct, ...schemas: string[]): Entry[] =>
  schemas.map((schema) => ({ schema, direct: run }));
