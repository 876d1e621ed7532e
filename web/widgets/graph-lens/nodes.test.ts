// Nodes have words, and each formula is that of a node which has them.

import { expect, test } from "vitest";
import text from "./formulas.tex?raw";
import { keys, known } from "./nodes";

test("a node is found by its whole name or without the ending", () => {
  expect(keys("MaxBackward1")).toEqual(["MaxBackward1", "Max"]);
  expect(keys("DiagonalBackward0_copy")[1]).toBe("Diagonal");
  expect(keys("AccumulateGrad").some(known)).toBe(true);
  expect(keys("LinalgDetBackward0").some(known)).toBe(false);
  expect(keys("toStringBackward0").some(known)).toBe(false);
});

test("each formula is that of a node with words", () => {
  const names = [...text.matchAll(/^(\w+):/gm)].map(([, name]) => name);
  expect(names.length).toBeGreaterThan(70);
  expect(new Set(names).size).toBe(names.length);
  expect(names.filter((name) => !keys(name).some(known))).toEqual([]);
});
