// The graph of (a * b + a) ** 2, as GraphLens in Python tells it.

import { expect, test } from "vitest";
import type { Box, GraphData, Line } from "./types";
import { walk } from "./walk";

const node = (name: string, at: [number, number], operands: number[]): Box => ({
  kind: "node",
  name,
  at,
  size: [90, 20],
  label: [name],
  operands,
  saved: [],
  others: {},
});
const tensor = (kind: "leaf" | "output", at: [number, number]): Box => ({
  kind,
  at,
  size: [50, 30],
  label: ["", "()"],
  parameter: "",
  value: 0,
});
const line = (tail: number, head: number, operand: number | null): Line => ({
  tail,
  head,
  operand,
  curve: [],
  tip: [],
});

const graph: GraphData = {
  width: 200,
  height: 220,
  boxes: [
    tensor("output", [80, 210]),
    node("PowBackward0", [80, 170], [2]),
    node("AddBackward0", [80, 130], [3, 4]),
    node("MulBackward0", [110, 90], [4, 6]),
    node("AccumulateGrad", [50, 50], []),
    tensor("leaf", [50, 10]),
    node("AccumulateGrad", [160, 50], []),
    tensor("leaf", [160, 10]),
  ],
  lines: [
    line(2, 1, 0),
    line(3, 2, 0),
    line(4, 3, 0),
    line(5, 4, 0),
    line(6, 3, 1),
    line(7, 6, 0),
    line(4, 2, 1),
    line(1, 0, null),
  ],
  order: [
    { box: 1, arrives: [0], leaves: [1] },
    { box: 2, arrives: [1], leaves: [1, 2] },
    { box: 3, arrives: [1], leaves: [3, 4] },
    { box: 4, arrives: [5], leaves: [] },
    { box: 6, arrives: [4], leaves: [] },
  ],
  tensors: [],
};
const way = walk(graph);

test("up and down follow lines to the nearest row, the straightest first", () => {
  expect(way.next(0, "up")).toBe(1);
  expect(way.next(2, "up")).toBe(3); // a's node is as far to the side, but a row higher
  expect(way.next(3, "up")).toBe(6);
  expect(way.next(6, "up")).toBe(7);
  expect(way.next(7, "up")).toBeNull();
  expect(way.next(4, "down")).toBe(3);
  expect(way.next(0, "down")).toBeNull();
});

test("left and right stay in the row", () => {
  expect(way.next(4, "right")).toBe(6);
  expect(way.next(6, "left")).toBe(4);
  expect(way.next(6, "right")).toBeNull();
  expect(way.next(3, "left")).toBeNull();
});

test("arrow keys reach every box", () => {
  const reached = new Set([0]);
  for (const box of reached) {
    for (const direction of ["up", "down", "left", "right"] as const) {
      const next = way.next(box, direction);
      if (next !== null) reached.add(next);
    }
  }
  expect(reached.size).toBe(graph.boxes.length);
});

test("parts come in the order in which they were sent", () => {
  expect(way.parts(4)).toEqual([
    { from: 2, tensor: 2 },
    { from: 3, tensor: 3 },
  ]);
  expect(way.parts(1)).toEqual([]);
});

test("a line has carried its gradient once its head has run", () => {
  const after = (steps: number) => graph.lines.map((_, n) => way.carried(n, steps));
  expect(after(0)).toEqual(Array(8).fill(false));
  expect(after(1)).toEqual([true, false, false, false, false, false, false, true]);
  expect(after(2)).toEqual([true, true, false, false, false, false, true, true]);
  expect(after(4)).toEqual([true, true, true, true, true, false, true, true]);
  expect(after(5)).toEqual(Array(8).fill(true));
});

test("a point chooses the box under it, else the nearest within reach", () => {
  expect(way.nearest([80, 170], 20)).toBe(1);
  expect(way.nearest([80, 151], 20)).toBe(1);
  expect(way.nearest([80, 149], 20)).toBe(2);
  expect(way.nearest([190, 170], 20)).toBeNull();
});
