// What is shown of a network's first layer: kernels, rows that read the pixels, or nothing.

import { expect, test } from "vitest";
import type { Tape } from "../../engine";
import { kernelsOf, rowsOf } from "./kernels";

function network(input: (number | string)[], parameters: Record<string, number[]>): Tape {
  const shapes = [input, ...Object.values(parameters)];
  return {
    values: shapes.map((shape) => ({ shape, dtype: "float32" })),
    inputs: [{ name: "input", value: 0 }],
    parameters: Object.keys(parameters).map((name, i) => ({ name, value: i + 1, grad: null })),
  } as unknown as Tape;
}

test("of a convolution each kernel's first channel, eight at most", () => {
  const few = network(["N", 1, 32, 32], { "conv1.weight": [6, 1, 5, 5], "conv1.bias": [6] });
  expect(kernelsOf(few)).toEqual({
    name: "conv1.weight",
    count: 6,
    rows: 5,
    columns: 5,
    apart: 25,
  });
  const many = network(["N", 3, 32, 32], { "0.weight": [64, 3, 7, 5] });
  expect(kernelsOf(many)).toMatchObject({ count: 8, rows: 7, columns: 5, apart: 105 });
  expect(rowsOf(few)).toBeNull();
});

test("of a layer that reads all pixels its rows, as large as the picture", () => {
  const net = network(["N", 1, 28, 20], {
    "1.bias": [4],
    "1.weight": [4, 560],
    "3.weight": [9, 4],
  });
  expect(kernelsOf(net)).toBeNull();
  expect(rowsOf(net)).toEqual({ name: "1.weight", count: 4, rows: 28, columns: 20, apart: 560 });
});

test("of pixels in colour the first channel, too", () => {
  const found = rowsOf(network(["N", 3, 8, 6], { "0.weight": [3, 144] }));
  expect(found).toMatchObject({ count: 3, rows: 8, columns: 6, apart: 144 });
});

test("nothing of a layer that reads something else", () => {
  for (const input of [
    ["N", 2],
    ["N", 3, 8, 8],
    ["N", 1, 8, 8],
  ]) {
    expect(rowsOf(network(input, { "0.weight": [3, 2] })), String(input)).toBeNull();
  }
});
