// Looks, before each call, at the places that a tensor of whole numbers names: one that is not there
// is refused, for a kernel would read or write beyond.

import type { Inspect } from "../context";
import type { Rule } from "../entry";
import { AtenError, type Kind } from "../errors";
import type { Args } from "../schema";
import { axisOf } from "../shapes";

/** A rule whose calls are looked at, each, before they compute. */
export const inspected =
  (rule: Rule, inspect: Inspect): Rule =>
  (a, context) => ({ ...rule(a, context), inspect });

interface Places {
  /** the argument that names places */
  of: string;
  /** how many places there are */
  size: (a: Args) => number;
  /** what torch raises; the place is whole, so that all its digits are told */
  kind: (a: Args) => Kind;
  sentence: (place: bigint, a: Args) => string;
  /** places may count from the last */
  negative?: boolean;
  /** a number that names none */
  except?: (a: Args) => number;
}

/** Raises for a place that is not there. */
export const within =
  ({ of, size, kind, sentence, negative, except }: Places): Inspect =>
  (a, context) => {
    const most = size(a);
    const least = negative ? -most : 0;
    const none = except?.(a);
    for (const i of context.read(a[of])) {
      if ((i >= most || i < least) && i !== none) {
        throw new AtenError(kind(a), sentence(BigInt(i), a));
      }
    }
  };

/** The size of self along `dim`. */
export const along = ({ self, dim }: Args): number =>
  self.layout.shape[axisOf(dim, self.layout.shape.length)] ?? 1;

export const outOfBounds = (i: bigint, { self, dim }: Args) =>
  `index ${i} is out of bounds for dimension ${axisOf(dim, self.layout.shape.length)} with size ${along({ self, dim })}`;
