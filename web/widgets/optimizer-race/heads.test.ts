// Names at the heads of walks do not cover one another, and stay in the picture.

import { expect, it } from "vitest";
import { arrange } from "./heads";

const RIGHT = 600;
const BOTTOM = 400;

it.each([
  ["in the middle", 300, 200],
  ["where 14 more is rounded down", 300, 0.1 + 0.2],
  ["at the right edge", 595, 200],
  ["at the foot", 300, 399],
])("five heads in one place, %s, have five names", (_where, x, y) => {
  const names = arrange(Array(5).fill({ x, y, width: 56 }), RIGHT, BOTTOM).map((one) => {
    if (!one) throw new Error("a name is missing");
    return one;
  });
  const ys = names.map((one) => one.y).sort((a, b) => a - b);
  for (let i = 1; i < ys.length; i++) expect(ys[i] - ys[i - 1]).toBeGreaterThanOrEqual(12);
  for (const one of names) {
    expect(one.x).toBeGreaterThan(0);
    expect(one.x + one.width).toBeLessThanOrEqual(RIGHT);
    expect(one.y).toBeLessThanOrEqual(BOTTOM);
  }
});

it("leaves alone what is apart, and what is nowhere", () => {
  const far = { x: 20, y: 40, width: 56 };
  expect(arrange([far, null, { ...far, x: 300 }], RIGHT, BOTTOM)).toEqual([
    { ...far, x: 31 },
    null,
    { ...far, x: 311 },
  ]);
});
