// What is read from ten scores, and whether an image is like those of MNIST.

import { centre, FIELD, MIDDLE } from "./mnist";

/** Softmax, as torch.nn.functional.softmax. */
export function probabilities(scores: ArrayLike<number>): number[] {
  const all = Array.from(scores);
  const most = Math.max(...all);
  const powers = all.map((score) => Math.exp(score - most));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

/** Where the largest is; the first of several. */
export function largest(values: number[]): number {
  return values.indexOf(Math.max(...values));
}

export type Oddity = "thin" | "thick" | "away";

const AWAY = 1.5; // pixels; MNIST's are within half a pixel of the centre

/**
 * How an image of 28×28 bytes differs from MNIST's: its mean ink, of 1, is below or above `usual`,
 * or its centre of mass is away from the centre.
 */
export function oddity(image: Uint8Array, usual: [number, number]): Oddity | null {
  const { x, y } = centre({ width: FIELD, height: FIELD, values: image });
  if (Math.hypot(x - MIDDLE, y - MIDDLE) > AWAY) return "away";
  const ink = image.reduce((sum, value) => sum + value, 0) / (255 * image.length);
  if (ink < usual[0]) return "thin";
  return ink > usual[1] ? "thick" : null;
}
