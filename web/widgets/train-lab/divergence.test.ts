// What counts as diverged, and what is suggested then.

import { expect, test } from "vitest";
import { divergence } from "./divergence";
import { gentler } from "./rates";

const GUESS = Math.log(10);
const run = (...parts: [number, number][]) => parts.flatMap(([n, loss]) => Array(n).fill(loss));

test("a run that learns, or is still near a guess, has not diverged", () => {
  expect(divergence([], GUESS)).toBeNull();
  expect(divergence(run([100, 2.31], [200, 0.4]), GUESS)).toBeNull();
  expect(divergence(run([1000, 2.35]), GUESS)).toBeNull();
});

test("the first loss that is no number is where it diverged", () => {
  const losses = [...run([10, 2.3], [1, 80]), Number.POSITIVE_INFINITY, Number.NaN, Number.NaN];
  expect(divergence(losses, GUESS)).toEqual({ kind: "nan", step: 12 });
});

test("a loss that rose above a guess and stays there tells the step at which it rose", () => {
  const losses = run([4, 2.3], [1, 95], [300, 2.31]);
  expect(divergence(losses, GUESS)).toEqual({ kind: "dead", step: 5 });
});

test("a loss that leapt and came back is no divergence, and a young run is not judged", () => {
  expect(divergence(run([4, 2.3], [10, 7], [200, 0.5]), GUESS)).toBeNull();
  expect(divergence(run([4, 2.3], [100, 7]), GUESS)).toBeNull();
});

test("what is suggested is at most a tenth, and a rate that suits the optimizer", () => {
  expect(gentler("Adam", 10)).toBe(0.003);
  expect(gentler("SGD", 10)).toBe(0.2);
  expect(gentler("momentum", 0.1)).toBeCloseTo(0.01);
});
