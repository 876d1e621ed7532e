// What the losses and their gradients must hold to, whatever the logits.

import { describe, expect, it } from "vitest";
import { losses, preset, slopes } from "./losses";

const ROWS = [
  [0.3, -1.2, 2.5, 0, 0.7, -0.1, 1.1, -3, 0.2, 4],
  [100, -100, 100, -100, 0, 1, 2, 3, 4, 5],
  Array(10).fill(-100),
];

describe("losses", () => {
  it("gives ten equal scores the loss of a guess", () => {
    for (const score of [-100, 0, 100]) {
      const { crossEntropy, squared, crossEntropyGradient } = losses(Array(10).fill(score), 7);
      expect(crossEntropy).toBeCloseTo(Math.log(10), 12);
      expect(squared).toBeCloseTo(0.9, 12);
      expect(crossEntropyGradient[7]).toBeCloseTo(-0.9, 12);
    }
  });

  it("stays finite where softmax and a logarithm in two steps would not", () => {
    const far = preset(3).with(3, 1000);
    expect(losses(far, 4).crossEntropy).toBe(1000);
    expect(losses(far, 3).crossEntropy).toBe(0);
  });

  it.each(ROWS)("has the gradients that differences have", (...logits) => {
    const h = 1e-5;
    for (const target of [0, 9]) {
      const now = losses(logits, target);
      for (let k = 0; k < 10; k++) {
        const up = losses(logits.with(k, logits[k] + h), target);
        const down = losses(logits.with(k, logits[k] - h), target);
        const slope = (a: number, b: number) => (a - b) / (2 * h);
        expect(now.crossEntropyGradient[k]).toBeCloseTo(
          slope(up.crossEntropy, down.crossEntropy),
          5,
        );
        expect(now.squaredGradient[k]).toBeCloseTo(slope(up.squared, down.squared), 5);
      }
    }
  });

  it("has gradients that sum to 0, for a shift of all scores changes nothing", () => {
    const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
    for (const logits of ROWS) {
      const now = losses(logits, 2);
      expect(sum(now.crossEntropyGradient)).toBeCloseTo(0, 12);
      expect(sum(now.squaredGradient)).toBeCloseTo(0, 12);
    }
  });
});

describe("slopes", () => {
  it("passes through the gradient of the logits as they are", () => {
    const now = losses(ROWS[0], 5);
    const at = slopes(ROWS[0], 5, [-8, ROWS[0][5]]);
    expect(at.crossEntropy[1]).toBe(now.crossEntropyGradient[5]);
    expect(at.squared[1]).toBe(now.squaredGradient[5]);
  });

  it("shows saturation: wrong and sure, only cross-entropy pulls", () => {
    const { crossEntropy, squared } = slopes(preset(8), 7, [0]);
    expect(crossEntropy[0]).toBeLessThan(-0.99);
    expect(Math.abs(squared[0])).toBeLessThan(1e-4);
  });
});
