// What the boxes of a graph are called, and what is said of each in one sentence.

import { say } from "../../shared/language";
import { describe } from "./nodes";
import { shapeOf } from "./tensors";
import type { GraphData } from "./types";
import type { Walk } from "./walk";
import type { GraphWords } from "./words";

export interface Names {
  /** The name alone; an AccumulateGrad's says of which leaf. */
  name(box: number): string;
  /** The name, what it is, and when it runs or which shape it has. */
  label(box: number): string;
}

export function names(graph: GraphData, way: Walk, words: GraphWords): Names {
  const leafOf = new Map(
    graph.lines
      .filter(({ tail }) => graph.boxes[tail].kind === "leaf")
      .map(({ tail, head }) => [head, tail]),
  );
  const name = (number: number): string => {
    const box = graph.boxes[number];
    if (box.kind === "node") {
      const leaf = leafOf.get(number);
      return leaf === undefined ? box.name : `${box.name} (${name(leaf)})`;
    }
    return (
      box.parameter || { leaf: words.unnamed, output: words.output, base: words.base }[box.kind]
    );
  };
  return {
    name,
    label(number) {
      const box = graph.boxes[number];
      const turn = way.turn(number);
      if (box.kind === "node") {
        return say(words.nodeLabel, {
          name: name(number),
          words: describe(box.name).name,
          turn:
            turn === null
              ? words.idle
              : say(words.runs, { turn: turn + 1, all: graph.order.length }),
        });
      }
      const kind = box.kind === "leaf" ? words.parameter : words[box.kind];
      const shape = shapeOf(graph.tensors[box.value].shape);
      return say(words.tensorLabel, { name: name(number), kind, shape });
    },
  };
}
