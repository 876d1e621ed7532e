// Ways through a graph: which box an arrow key leads to, what a step has reached, what is near.

import type { Box, GraphData, Point, Visit } from "./types";

export type Direction = "up" | "down" | "left" | "right";

/** A part of a gradient that arrives: which box sent it, and what it sent. */
export interface Part {
  from: number;
  tensor: number | null;
}

export interface Walk {
  /**
   * The box that an arrow key leads to. Up and down follow the line to the nearest row, the
   * straightest if there are several; left and right go to the next box of the same row.
   */
  next(box: number, direction: Direction): number | null;
  /** How many boxes run before this one does; null for one that does not run. */
  turn(box: number): number | null;
  visit(box: number): Visit | null;
  /** What was sent to a node, line by line, in the order in which it was sent. */
  parts(box: number): Part[];
  /** Whether a line has carried its gradient once so many nodes have run. */
  carried(line: number, steps: number): boolean;
  /** The box at or nearest to a point, within a reach. */
  nearest(point: Point, reach: number): number | null;
}

export function walk(graph: GraphData): Walk {
  const { boxes, lines, order } = graph;
  const turns = new Map(order.map((visit, turn) => [visit.box, turn]));
  const above = boxes.map(() => new Set<number>());
  const below = boxes.map(() => new Set<number>());
  const arriving = boxes.map((): number[] => []);
  for (const [number, { tail, head, operand }] of lines.entries()) {
    above[head].add(tail);
    below[tail].add(head);
    if (operand !== null && boxes[tail].kind === "node") arriving[tail].push(number);
  }
  const rows = new Map<number, number[]>();
  for (const [number, box] of boxes.entries()) {
    const row = rowOf(box);
    rows.set(row, [...(rows.get(row) ?? []), number]);
  }
  for (const row of rows.values()) row.sort((a, b) => boxes[a].at[0] - boxes[b].at[0]);

  const turn = (box: number) => turns.get(box) ?? null;
  return {
    turn,
    visit: (box) => order[turns.get(box) ?? -1] ?? null,
    next(box, direction) {
      if (direction === "left" || direction === "right") {
        const row = rows.get(rowOf(boxes[box])) ?? [];
        return row[row.indexOf(box) + (direction === "left" ? -1 : 1)] ?? null;
      }
      const near = [...(direction === "up" ? above : below)[box]];
      const [x, y] = boxes[box].at;
      const apart = (other: number) => Math.abs(rowOf(boxes[other]) - Math.round(y));
      const slant = (other: number) => Math.abs(boxes[other].at[0] - x);
      return near.sort((a, b) => apart(a) - apart(b) || slant(a) - slant(b))[0] ?? null;
    },
    parts: (box) =>
      arriving[box]
        .map((number) => lines[number])
        .sort((a, b) => (turn(a.head) ?? order.length) - (turn(b.head) ?? order.length))
        .map(({ head, operand }) => ({
          from: head,
          tensor: order[turns.get(head) ?? -1]?.leaves[operand ?? 0] ?? null,
        })),
    carried(line, steps) {
      const { tail, head, operand } = lines[line];
      if (operand === null) return boxes[tail].kind === "node" && turn(tail) === 0 && steps > 0;
      const at = turn(head);
      if (at === null || at >= steps) return false;
      return boxes[tail].kind === "leaf" || (order[at].leaves[operand] ?? null) !== null;
    },
    nearest([x, y], reach) {
      let [best, least]: [number | null, number] = [null, reach];
      for (const [number, { at, size }] of boxes.entries()) {
        const dx = Math.max(0, Math.abs(x - at[0]) - size[0] / 2);
        const dy = Math.max(0, Math.abs(y - at[1]) - size[1] / 2);
        const far = Math.hypot(dx, dy);
        if (far < least || (far === 0 && best === null)) [best, least] = [number, far];
      }
      return best;
    },
  };
}

/** Boxes of one rank stand at one height, to a tenth of a point. */
const rowOf = (box: Box) => Math.round(box.at[1]);
