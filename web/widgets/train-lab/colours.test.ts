// Runs are told apart by their colours, and the first of an optimizer has the optimizer's own.

import { expect, test } from "vitest";
import { OPTIMIZERS, type OptimizerName } from "../shared/optimizers";
import { colourOf } from "./colours";
import { RATES } from "./rates";

function colours(runs: OptimizerName[]): string[] {
  const taken: string[] = [];
  for (const optimizer of runs) taken.push(colourOf(optimizer, taken));
  return taken;
}

test("seven runs of one optimizer have seven colours, the first its own", () => {
  const seven = colours(Array(7).fill("SGD"));
  expect(seven[0]).toBe("--sgd");
  expect(new Set(seven).size).toBe(7);
});

test("a run of each has its optimizer's own", () => {
  expect(colours([...OPTIMIZERS])).toEqual(OPTIMIZERS.map((name) => `--${name.toLowerCase()}`));
});

test("where none is free, that of the oldest run comes back", () => {
  const eight = colours(Array(8).fill("SGD"));
  expect(eight[7]).toBe(eight[0]);
});

test("the rate that an optimizer begins with is a good one", () => {
  for (const { own, good } of Object.values(RATES)) {
    expect(good[0] <= own && own <= good[1]).toBe(true);
  }
});
