// What the parts of a batch add up to, and how far that is from the whole: small numbers by hand.

import { describe, expect, test } from "vitest";
import { apart, farthest, joined } from "./apart";
import type { Tape } from "./tape";

// Two names of one tensor, one parameter that is not trained, and one with two numbers.
const tape = {
  values: [[3], [1], [2], [3], [2]].map((shape) => ({ shape, dtype: "float32" })),
  parameters: [
    { name: "first", value: 0, grad: 3 },
    { name: "again", value: 0, grad: 3 },
    { name: "frozen", value: 1, grad: null },
    { name: "last", value: 2, grad: 4 },
  ],
  shards: "mean",
} as unknown as Tape;
const [here, there] = [
  Float32Array.of(1, 2, 3, 4, 8, 0.5, 9),
  Float32Array.of(7, 7, 7, 1, -2, 0, 0),
];

describe("a batch of five in two parts", () => {
  const found = apart(tape, "last", 5, [here, there], null);

  test("has each part's samples and that parameter's gradient", () => {
    expect(found.parts.map(({ from, n }) => [from, n])).toEqual([
      [0, 2],
      [2, 3],
    ]);
    expect(found.parts.map(({ gradient }) => [...gradient])).toEqual([
      [4, 8],
      [1, -2],
    ]);
  });

  test("adds up to the mean over samples, not over parts", () => {
    // (2 · 4 + 3 · 1) / 5 and (2 · 8 − 3 · 2) / 5
    const [one, other] = joined(found);
    expect(one).toBeCloseTo(2.2, 6);
    expect(other).toBeCloseTo(2, 6);
  });

  test("whose loss is a sum adds up to the sum", () => {
    const summed = apart({ ...tape, shards: "sum" }, "last", 5, [here, there], null);
    expect([...joined(summed)]).toEqual([5, 6]);
  });
});

test("a tensor of two names has its gradient by each", () => {
  for (const name of ["first", "again"]) {
    const { parts } = apart(tape, name, 4, [here, there], null);
    expect([...parts[0].gradient], name).toEqual([1, 2, 3]);
  }
});

test("the largest difference counts whichever is larger, and is no number where one is none", () => {
  expect(farthest(Float32Array.of(1, -2, 3), Float32Array.of(1.5, 1, 3))).toBe(3);
  expect(farthest(Float32Array.of(1), Float32Array.of(1))).toBe(0);
  expect(farthest(Float32Array.of(1, Number.NaN), Float32Array.of(1, 1))).toBeNaN();
});
