// Cores are taken where they pay: what is measured on real ones stands in bench/speed.py's table.

import { expect, it, vi } from "vitest";
import { bestShards } from "./cost";
import type { Tape } from "./tape";

vi.stubGlobal("WIDE", true);

/** A tape of one product: `n` samples times `wide` numbers, by weights of `wide` × `high`. */
const product = (wide: number, high: number, shards: Tape["shards"] = "mean") =>
  ({
    values: [
      { shape: ["N", wide], dtype: "float32" },
      { shape: [wide, high], dtype: "float32" },
      { shape: ["N", high], dtype: "float32" },
      { shape: [wide, high], dtype: "float32" },
    ],
    ops: [{ op: "mm", inputs: { self: 0, mat2: 1 }, args: {}, outputs: [2], module: "" }],
    parameters: [{ name: "weight", value: 1, grad: 3 }],
    shards,
  }) as unknown as Tape;

it("takes more cores the more there is to compute for each weight", () => {
  expect(bestShards(product(1000, 1000), 64, 4)).toBe(1); // the weights' way takes longer
  expect(bestShards(product(1000, 1000), 6400, 4)).toBeGreaterThan(1);
  expect(bestShards(product(10, 10), 64, 4)).toBe(1); // nothing to gain
});

it("takes no more cores than there are, or samples, and one where a batch is whole", () => {
  expect(bestShards(product(100, 1000), 10_000, 2)).toBe(2);
  expect(bestShards(product(1000, 1000), 1, 4)).toBe(1);
  expect(bestShards(product(1000, 1000, null), 6400, 4)).toBe(1);
});
