// What needs no torch: how a tape becomes stages, how they are laid out, where keys lead. The
// numbers, and what each was made of, are tests/lockstep/test_layer_lens.py's.

import { describe, expect, it } from "vitest";
import type { Tape, TapeOp } from "../../engine";
import { moved } from "./keys";
import { reach } from "./reach";
import { indexOf, layoutOf, placeOf, stagesOf } from "./stages";

const op = (name: string, inputs: Record<string, number>, out: number, module = ""): TapeOp => ({
  op: name,
  inputs,
  args: name === "convolution" ? { stride: [1, 1], padding: [1, 1], dilation: [1, 1] } : {},
  outputs: [out],
  module,
});

/** A tape of ops on values of these shapes; 0 is a kernel, 1 the input. */
function tapeOf(ops: TapeOp[], shapes: (number | string)[][], names: Record<string, number> = {}) {
  return {
    inputs: [{ name: "input", value: 1 }],
    parameters: [{ name: "conv1.weight", value: 0, grad: null }],
    values: shapes.map((shape) => ({ shape, strides: [], dtype: "float32" })),
    ops,
    output: ops.at(-1)?.outputs[0],
    names,
  } as unknown as Tape;
}

const image = ["N", 2, 4, 4];
const conv = op("convolution", { input: 1, weight: 0 }, 2, "conv1");

describe("stages", () => {
  it("join a layer and its activation, and see through a flatten", () => {
    const ops = [conv, op("relu", { self: 2 }, 3), op("view", { self: 3 }, 4)];
    ops.push(op("t", { self: 0 }, 5), op("mm", { self: 4, mat2: 5 }, 6, "fc"));
    const shapes = [[2, 2, 3, 3], image, image, image, ["N", 32], [32, 3], ["N", 3]];
    const stages = stagesOf(tapeOf(ops, shapes, { c1: 3, conv1: 2, fc: 6, output: 6 }));
    expect(stages.map(({ kind }) => kind)).toEqual(["input", "convolution", "linear"]);
    expect(stages.map(({ name }) => name)).toEqual(["", "C1", "fc"]);
    expect(stages[1]).toMatchObject({ before: 2, value: 3, shape: [2, 4, 4] });
    expect(stages[2].sources).toEqual([{ stage: 1, shape: [32] }]);
  });

  it("leave an activation alone when the number before it is wanted too", () => {
    const ops = [conv, op("relu", { self: 2 }, 3), op("add", { self: 2, other: 3 }, 4)];
    const stages = stagesOf(tapeOf(ops, [[2, 2, 3, 3], image, image, image, image]));
    expect(stages.map(({ kind }) => kind)).toEqual(["input", "convolution", "activation", "other"]);
    expect(stages[3].sources.map(({ stage }) => stage)).toEqual([1, 2]);
  });

  it("call a one-letter variable by its module", () => {
    const stages = stagesOf(tapeOf([conv], [[2, 2, 3, 3], image, image], { x: 2, conv1: 2 }));
    expect(stages[1].name).toBe("conv1");
  });
});

describe("the reach", () => {
  const ops = [conv, op("relu", { self: 2 }, 3), op("add", { self: 2, other: 3 }, 4)];
  const shapes = [[2, 2, 3, 3], image, image, image, image, image];

  it("goes through a sum of two, and stops at the edge", () => {
    const stages = stagesOf(tapeOf(ops, shapes));
    const found = reach(stages, 3, 0);
    expect(found[0]).toEqual({ map: null, top: 0, left: 0, bottom: 2, right: 2 });
    expect(found[2]).toEqual({ map: 0, top: 0, left: 0, bottom: 1, right: 1 });
  });

  it("is unknown behind an operation that is not explained", () => {
    const softmax = op("_softmax", { self: 2 }, 3);
    expect(reach(stagesOf(tapeOf([conv, softmax], shapes)), 2, 0)[0]).toBe("unknown");
  });
});

describe("a layout", () => {
  it.each([[[6, 28, 28]], [[120]], [[84]], [[31]], [[3, 1, 1]], [[5, 7]]])("of %o", (shape) => {
    const layout = layoutOf(shape);
    const size = shape.reduce((product, n) => product * n, 1);
    for (let i = 0; i < size; i++) expect(indexOf(placeOf(i, layout), layout)).toBe(i);
    expect(layout.maps * layout.rows * layout.columns).toBeGreaterThanOrEqual(size);
  });
});

describe("keys", () => {
  const layout = layoutOf([3, 2, 4]);
  const press = (key: string, shiftKey = false) => {
    return { key, shiftKey, ctrlKey: false, altKey: false, metaKey: false };
  };

  it("lead over the side of a map, not over its top", () => {
    expect(moved(3, press("ArrowRight"), layout, 3)).toBe(8);
    expect(moved(8, press("ArrowLeft"), layout, 3)).toBe(3);
    expect(moved(1, press("ArrowUp"), layout, 3)).toBe(1);
    expect(moved(1, press("ArrowDown"), layout, 3)).toBe(5);
    expect(moved(9, press("ArrowRight", true), layout, 3)).toBe(17);
    expect(moved(17, press("ArrowRight", true), layout, 3)).toBe(17);
    expect(moved(9, press("ArrowRight", true), layout, 2)).toBe(9);
    expect(moved(9, press("Tab"), layout, 3)).toBeNull();
  });

  it("stay within a row of numbers that does not fill its last line", () => {
    const row = layoutOf([31]);
    expect(row).toMatchObject({ rows: 3, columns: 12, wrapped: 31 });
    expect(moved(30, press("ArrowRight"), row, 1)).toBe(30);
    expect(moved(20, press("ArrowDown"), row, 1)).toBe(20);
    expect(moved(18, press("ArrowDown"), row, 1)).toBe(30);
  });
});
