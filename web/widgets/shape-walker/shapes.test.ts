// LeNet as chapter 2 has it, and how its layers are written.

import { describe, expect, it } from "vitest";
import { reason } from "./rows";
import { python, setting, trait } from "./settings";
import { parameters, type Settings, walk } from "./shapes";

const CONV = { kernel: 5, stride: 1, padding: 0, dilation: 1 };
const POOL = { kind: "max_pool2d", kernel: 2, stride: 2, padding: 0 } as const;
const LENET: Settings = {
  batch: 4,
  channels: 1,
  size: 32,
  conv1: { in: 1, out: 6, ...CONV },
  pool1: POOL,
  conv2: { in: 6, out: 16, ...CONV },
  pool2: POOL,
  fc1_in: 400,
  features: [120, 84, 10],
};

describe("walk", () => {
  it("takes a batch of digits through LeNet", () => {
    const sides = walk(LENET).map(({ shape }) => shape?.slice(1).join("×"));
    expect(sides).toEqual("1×32×32 6×28×28 6×14×14 16×10×10 16×5×5 400 120 84 10".split(" "));
    expect(parameters(LENET)).toBe(61_706);
  });

  it("stops where a layer fails and says nothing of those after it", () => {
    const steps = walk({ ...LENET, size: 28 });
    expect(steps.filter(({ failure }) => failure).map(({ name }) => name)).toEqual(["F5"]);
    expect(steps.slice(6).map(({ shape }) => shape)).toEqual([null, null, null]);
  });
});

describe("how a layer is told", () => {
  const odd = {
    ...LENET,
    conv1: { ...LENET.conv1, stride: 2, padding: 1, dilation: 3 },
    pool1: { ...POOL, stride: 1 },
  };

  it("leaves PyTorch's defaults out of the code", () => {
    expect(python("C1", LENET)).toBe("nn.Conv2d(1, 6, 5)");
    expect(python("C1", odd)).toBe("nn.Conv2d(1, 6, 5, stride=2, padding=1, dilation=3)");
    expect(python("S2", LENET)).toBe("F.max_pool2d(c1, 2)");
    expect(python("S2", odd)).toBe("F.max_pool2d(c1, 2, stride=1)");
    expect(python("out", LENET)).toBe("nn.Linear(84, 10)");
  });

  it("fills in the formula", () => {
    const [, plain] = walk(LENET);
    const [, dilated] = walk(odd);
    expect(reason(plain, LENET)).toBe("⌊(32 + 2×0 − 5) / 1⌋ + 1 = 28");
    expect(reason(dilated, odd)).toBe("⌊(32 + 2×1 − 13) / 2⌋ + 1 = 11, 13 = 3×(5 − 1) + 1");
  });

  it("knows each setting's trait and back", () => {
    expect(trait("C3", "kernel")).toBe("conv2_kernel");
    expect(setting("conv2_kernel")).toBe("kernel");
    expect([setting("pool1"), setting("pool1_kernel"), setting("fc1_in")]).toEqual([
      "pool",
      "poolKernel",
      "fc1_in",
    ]);
  });
});
