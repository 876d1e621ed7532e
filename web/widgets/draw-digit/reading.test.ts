// Probabilities from scores, and what is said of images unlike MNIST's.

import { expect, test } from "vitest";
import { FIELD } from "./mnist";
import { largest, oddity, probabilities } from "./reading";

/** A square of ink in an image of 28×28. */
function square(left: number, top: number, side: number): Uint8Array {
  const image = new Uint8Array(FIELD * FIELD);
  for (let y = top; y < top + side; y++) image.fill(255, y * FIELD + left, y * FIELD + left + side);
  return image;
}

test("scores far apart and large do not overflow", () => {
  const shares = probabilities([1000, 999, -1000]);
  expect(shares[0]).toBeCloseTo(1 / (1 + Math.exp(-1)), 12);
  expect(shares.reduce((sum, share) => sum + share)).toBeCloseTo(1, 12);
  expect(shares[2]).toBe(0);
});

test("of equal ones the first is the largest", () => {
  expect(largest([0.1, 0.4, 0.4])).toBe(1);
});

test("it tells too little ink, too much, and ink away from the middle", () => {
  const usual: [number, number] = [0.04, 0.25];
  expect(oddity(square(10, 10, 9), usual)).toBeNull();
  expect(oddity(square(13, 13, 4), usual)).toBe("thin");
  expect(oddity(square(5, 5, 19), usual)).toBe("thick");
  expect(oddity(square(2, 10, 9), usual)).toBe("away");
});
