// What is said of a node's part in the pass, and of the pass as it stands.

import { element } from "../../shared/element";
import { say } from "../../shared/language";
import type { Names } from "./names";
import { describe } from "./nodes";
import type { TensorFigures } from "./tensors";
import type { GraphData } from "./types";
import type { Walk } from "./walk";
import type { GraphWords } from "./words";

export interface Sentences {
  /** A node's part in the pass. */
  part(box: number): string;
  /** The pass after so many steps: how far it has come, and what has run or is to run. */
  pass(steps: number): (HTMLElement | string)[];
}

export function sentences(
  { boxes, order }: GraphData,
  way: Walk,
  names: Names,
  tensors: TensorFigures,
  words: GraphWords,
): Sentences {
  const list = (all: (number | null)[]) =>
    all
      .filter((tensor) => tensor !== null)
      .map(tensors.brief)
      .join(words.and) || words.nothing;
  return {
    part(box) {
      const node = boxes[box];
      const visit = way.visit(box);
      if (node.kind !== "node" || !visit) return names.label(box);
      return say(words.listItem, {
        name: names.name(box),
        words: describe(node.name).name,
        arrives: list(visit.arrives),
        leaves: list(visit.leaves),
      });
    },
    pass(steps) {
      const last = order[steps - 1];
      const [start] = order;
      const seed = start?.arrives[0] ?? null;
      return [
        element("b", {}, say(words.of, { step: steps, all: order.length })),
        last
          ? say(words.now, { name: names.name(last.box) })
          : say(words.empty, {
              name: names.name(start.box),
              seed: seed === null ? words.none : tensors.brief(seed),
            }),
      ];
    },
  };
}
