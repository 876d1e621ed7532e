// What needs no torch to be judged: slopes, clipping, whereabouts, names. The walks are judged by
// tests/site/test_optimizer_race.py, beside torch.optim.

import { describe, expect, it } from "vitest";
import { EngineError } from "../../engine/rules";
import { RACERS } from "./marks";
import { clip, type Point, type Range, walk, whereabouts } from "./race";
import { SURFACES } from "./surface";

const BOX: Range = { x: [-2, 2], y: [-1, 1] };

describe.each(Object.entries(SURFACES))("the surface %s", (_name, { f, gradient, levels }) => {
  it("has the slopes of its heights", () => {
    const h = 1e-5;
    for (const [x, y] of [
      [-1.3, 0.7],
      [0.4, -1.9],
      [2.1, 1.2],
    ]) {
      const [gx, gy] = gradient(x, y);
      expect(gx).toBeCloseTo((f(x + h, y) - f(x - h, y)) / (2 * h), 4);
      expect(gy).toBeCloseTo((f(x, y + h) - f(x, y - h)) / (2 * h), 4);
    }
  });

  it("has contour lines in rising order", () => {
    expect(levels).toEqual([...levels].sort((a, b) => a - b));
  });
});

describe("a walk", () => {
  const settings = { start: [-1, 0.5] as Point, learning_rate: 0.1, momentum: 0.5, steps: 3 };

  it.each(RACERS)("of %s begins at the start and has a place for each step", (name) => {
    const path = walk(SURFACES.bowl, name, settings);
    expect(path[0]).toEqual([-1, 0.5]);
    expect(path).toHaveLength(4);
  });

  it("of Nesterov without momentum is refused, as torch.optim does", () => {
    const still = { ...settings, momentum: 0 };
    expect(() => walk(SURFACES.bowl, "Nesterov", still)).toThrow(EngineError);
    expect(walk(SURFACES.bowl, "momentum", still)).toEqual(walk(SURFACES.bowl, "SGD", still));
  });
});

describe("whereabouts", () => {
  const path: Point[] = [
    [0, 0],
    [3, 0],
    [1, 1],
    [0, -2],
    [0, 9],
    [Number.POSITIVE_INFINITY, 0],
    [Number.NaN, 0],
  ];

  it.each([
    [0, { kind: "inside" }],
    [1, { kind: "outside", since: 1 }],
    [2, { kind: "inside" }],
    [4, { kind: "outside", since: 3 }],
    [5, { kind: "overflow", since: 5 }],
    [6, { kind: "overflow", since: 5 }],
  ])("at step %i", (step, found) => {
    expect(whereabouts(path, step, BOX)).toEqual(found);
  });
});

describe("a segment is clipped to", () => {
  it.each<[string, Point, Point, [Point, Point] | null]>([
    [
      "itself within",
      [-1, 0],
      [1, 0.5],
      [
        [-1, 0],
        [1, 0.5],
      ],
    ],
    [
      "the edge it leaves by",
      [0, 0],
      [4, 0],
      [
        [0, 0],
        [2, 0],
      ],
    ],
    [
      "what crosses the box",
      [-4, -2],
      [4, 2],
      [
        [-2, -1],
        [2, 1],
      ],
    ],
    ["nothing beside the box", [3, -5], [3, 5], null],
    ["nothing past a corner", [1.5, 3], [4, 0], null],
    ["nothing where it is not finite", [0, 0], [Number.NaN, 1], null],
    [
      "the edge, however far it goes",
      [0, 0],
      [0, -1e299],
      [
        [0, 0],
        [0, -1],
      ],
    ],
    [
      "the edges, however far both ends are",
      [0, -3e25],
      [0, 2e25],
      [
        [0, -1],
        [0, 1],
      ],
    ],
  ])("%s", (_what, from, to, part) => {
    const found = clip(from, to, BOX);
    expect(found?.flat().map((value) => value + 0)).toEqual(part?.flat());
  });
});
