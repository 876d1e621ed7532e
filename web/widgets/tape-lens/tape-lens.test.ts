import { expect, test } from "vitest";
import type { Tape, Trace } from "../../engine";
import { linesOf, namesOf, usesOf } from "./lines";
import { Layout } from "./memory";
import { isKnown } from "./operations";
import { written } from "./tensors";

const matrix = { shape: [2, 2], dtype: "float32" as const };
const op = (name: string, inputs: Record<string, number>, output: number, args = {}) => {
  return { op: name, inputs, args, outputs: [output], module: "" };
};
// w is transposed, h = mm(x, wᵀ), its sum is the loss; then two products of which the second is
// the gradient, and lies where h lay.
const tape: Tape = {
  format: "livenet-tape-2",
  inputs: [{ name: "input", value: 1 }],
  parameters: [{ name: "w", value: 0, grad: 6 }],
  values: Array(7).fill(matrix),
  ops: [
    op("t", { self: 0 }, 2),
    op("mm", { self: 1, mat2: 2 }, 3),
    op("sum", { self: 3 }, 4, { dim: [0], keepdim: true, dtype: null }),
    op("ones_like", { self: 4 }, 5),
    op("mm", { self: 5, mat2: 1 }, 6),
  ],
  loss: 4,
  output: 4,
  names: { w: 0, input: 1, output: 4, loss: 4, "grad:w": 6 },
};
const at = (at: number) => ({ at, words: 4 });
const after = { shape: [2, 2], data: new Float32Array(4) };
const trace: Trace = {
  values: {},
  places: { 0: at(16), 1: at(64), 2: at(16), 3: at(80), 4: at(96), 5: at(112), 6: at(82) },
  updates: [{ value: 0, grad: 6, after, slots: [{ at: 32, after }] }],
};
const lines = linesOf(tape, trace, "SGD");

test("a step is forward to the loss, backward, and an update of each parameter", () => {
  expect(lines.map(({ part, op }) => [part, op])).toEqual([
    ["forward", "t"],
    ["forward", "mm"],
    ["forward", "sum"],
    ["backward", "ones_like"],
    ["backward", "mm"],
    ["update", "SGD"],
  ]);
  expect(lines[2].args).toEqual(["dim=[0]", "keepdim=True"]);
  expect(lines.map(({ view }) => view)).toEqual([true, false, false, false, false, false]);
  expect(lines[5].changes?.value).toBe(0);
});

test("a buffer takes its next value before parameters are moved", () => {
  const renewed = [...tape.parameters, { name: "mean", value: 1, grad: null, next: 3 }];
  const more = linesOf({ ...tape, parameters: renewed }, trace, "SGD");
  expect(more.slice(5).map(({ op }) => op)).toEqual(["copy_", "SGD"]);
  expect(more[5].reads).toEqual([{ role: "src", value: 3 }]);
});

test("a value has the reader's name, or its number", () => {
  const name = namesOf(tape);
  expect([0, 1, 2, 4, 6].map(name)).toEqual(["w", "input", "#2", "loss", "w.grad"]);
  expect(namesOf({ ...tape, names: { fc: 4, output: 4 } })(4)).toBe("fc");
});

test("each value knows who wrote it and who reads it", () => {
  const { writer, readers } = usesOf(lines);
  expect([writer(0), writer(3)]).toEqual([-1, 1]);
  expect([readers(1), readers(0), readers(6)]).toEqual([[1, 4], [0, 5], [5]]);
});

test("memory shows what lies where, who needs it, and whose place was taken", () => {
  const layout = new Layout(tape, trace, lines);
  const there = (line: number) => layout.after(line, 1).map(({ value }) => value);
  expect(layout.rootOf(2)).toBe(0);
  expect(there(0)).toEqual([1]); // a view takes no memory
  expect(there(1)).toEqual([1, 3]);
  expect(there(3)).toEqual([1, 3, 4, 5]);
  expect(there(4)).toEqual([1, 4, 5, 6]);
  expect(layout.taken(6)).toEqual([3]);
  expect(layout.taken(5)).toEqual([]);
  // w and the optimizer's buffer, the input, and h until it has been summed
  expect([layout.living(0), layout.living(1), layout.living(2)]).toEqual([12, 16, 16]);
  expect(layout.pieces(1).map(({ at, words }) => [at, words])).toEqual([
    [64, 4],
    [80, 2],
    [82, 2],
    [84, 2],
    [96, 4],
    [112, 4],
  ]);
});

test("an optimizer of torch's has a sentence of its own, an unknown operation none", () => {
  expect(["SGD", "RMSprop", "Adam", "AdamW"].every(isKnown)).toBe(true);
  expect(isKnown("_fft_r2c")).toBe(false);
});

test("numbers have four digits, and none is rounded away", () => {
  expect(written(Float32Array.of(0, 0.25, -1.5))).toEqual(["0.0000", "0.2500", "−1.5000"]);
  expect(written(Float32Array.of(0, 3))).toEqual(["0", "3"]);
  expect(written(Float32Array.of(0.5, 3.257e-6))).toEqual(["0.5", "3.257e−6"]);
});
