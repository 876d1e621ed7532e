// What needs no torch to be judged: sizes, pruning, refusals. The numbers are tests/lockstep's.

import { describe, expect, it, vi } from "vitest";
import { EngineError } from "./errors";
import { makeOptimizer, type OptimizerOptions } from "./optimizers";
import { permutation } from "./shuffle";
import { opsFor, sizeAt, type Tape } from "./tape";

vi.stubGlobal("RANDOM", true);

const op = (name: string, self: number, out: number) => ({
  op: name,
  inputs: { self },
  args: {},
  outputs: [out],
  module: "",
});

describe("a tape", () => {
  it("has sizes that follow the batch", () => {
    expect([sizeAt(7, 3), sizeAt("N", 3), sizeAt("6N", 3)]).toEqual([7, 3, 18]);
  });

  it("is pruned to what the wanted values need", () => {
    const ops = [op("relu", 0, 1), op("tanh", 1, 2), op("sigmoid", 1, 3)];
    const found = opsFor({ ops } as unknown as Tape, [3]);
    expect(found.map((o) => o.op)).toEqual(["relu", "sigmoid"]);
  });

  it("keeps what draws, for the next that draws goes on from there", () => {
    const ops = [op("relu", 0, 1), op("bernoulli", 1, 2), op("sigmoid", 0, 3)];
    const found = opsFor({ ops } as unknown as Tape, [3]);
    expect(found.map((o) => o.op)).toEqual(["relu", "bernoulli", "sigmoid"]);
  });
});

describe("an optimizer", () => {
  it.each<[OptimizerOptions, string]>([
    [{ name: "SGD", momentum: Number.NaN }, "momentum"],
    [{ name: "SGD", nesterov: true }, "nesterov"],
    [{ name: "Adam", betas: [0.9, 1] }, "beta"],
    [{ name: "RMSprop", eps: -1 }, "eps"],
  ])("refuses %o", (options, code) => {
    expect(() => makeOptimizer(options)).toThrow(expect.objectContaining({ code }));
  });
});

it("says an error in a sentence with its numbers in it", () => {
  const { message } = new EngineError("batch", "From 1 to {most}, not {value}.", {
    most: 10,
    value: "0",
  });
  expect(message).toBe("From 1 to 10, not 0.");
});

it("visits each sample once, in an order of the seed and the epoch", () => {
  const [a, b] = [permutation(50, 1, 0), permutation(50, 1, 1)];
  expect([...a].sort((x, y) => x - y)).toEqual(Array.from({ length: 50 }, (_, i) => i));
  expect(a).not.toEqual(b);
});
