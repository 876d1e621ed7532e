// Images in bytes with their classes, and how a batch of them is written for the network.

import { EngineError } from "./errors";
import type { Batch } from "./network";

export interface Data {
  /** images one after another; their bytes become float32 as torch would, u / 255 */
  images: Uint8Array;
  /** the class of each image */
  labels: Uint8Array;
  /** height and width of the stored images, if the network takes larger ones: zeros all around */
  size?: [number, number];
}

/** Samples ready to be drawn, checked against what the network takes. */
export class Samples {
  readonly count: number;
  private readonly each: number; // numbers in a stored sample

  constructor(
    private readonly data: Data,
    private readonly input: number[], // shape of one sample as the network takes it
    private readonly output: number, // numbers in one output
    private readonly classes: boolean, // the target is a class, and not numbers
  ) {
    const { images, labels, size } = data;
    const [h, w] = size ?? input.slice(-2);
    this.each = input.reduce((p, s) => p * s, 1);
    if (size) this.each = (this.each / (input.at(-2) as number) / (input.at(-1) as number)) * h * w;
    this.count = labels.length;
    if (images.length !== this.count * this.each || this.count === 0) {
      const expected = this.count * this.each;
      throw new EngineError(
        "data",
        "The images have {got} numbers, and {count} samples of {each} need {expected}.",
        {
          got: images.length,
          count: this.count,
          each: this.each,
          expected,
        },
      );
    }
    const wrong = labels.find((label) => label >= output);
    if (wrong !== undefined)
      throw new EngineError(
        "labels",
        "A label is {value}, and the network tells {classes} classes apart.",
        { value: wrong, classes: output },
      );
  }

  /** The class of a sample. */
  label(i: number): number {
    return this.data.labels[i];
  }

  /** Write the samples numbered `which` as the batch's input and target. */
  fill({ n, k, f32, i32, input, target }: Batch, which: ArrayLike<number>) {
    const { images, size } = this.data;
    const [h, w] = this.input.slice(-2);
    const [sh, sw] = size ?? [h, w];
    const [top, left] = [(h - sh) >> 1, (w - sw) >> 1];
    const numbers = this.input.reduce((p, s) => p * s, 1);
    const planes = sh === h && sw === w ? 1 : numbers / (h * w);
    for (let i = 0; i < n; i++) {
      const sample = images.subarray(which[i] * this.each, (which[i] + 1) * this.each);
      const at = input.at + i * numbers;
      if (sh === h && sw === w) {
        f32.set(sample, at);
      } else {
        f32.fill(0, at, at + numbers);
        for (let p = 0; p < planes; p++) {
          for (let y = 0; y < sh; y++) {
            const row = (p * sh + y) * sw;
            f32.set(sample.subarray(row, row + sw), at + (p * h + top + y) * w + left);
          }
        }
      }
      if (target) this.answer(f32, i32, target.at, i, which[i]);
    }
    k.blend(input.at, input.at, input.at, n * numbers, HIGH, LOW);
  }

  /** The target of one sample: its class, or for a loss of numbers the class as one-hot. */
  private answer(f32: Float32Array, i32: Int32Array, at: number, k: number, i: number) {
    if (this.classes) {
      i32[at + k] = this.label(i);
    } else {
      f32.fill(0, at + k * this.output, at + (k + 1) * this.output);
      f32[at + k * this.output + this.label(i)] = 1;
    }
  }
}

/**
 * 1 / 255 in two parts, of which the first times a byte is exact: so their products add up to what float32
 * has for u / 255.
 */
const HIGH = 32896 / 2 ** 23;
const LOW = 1 / 255 - HIGH;
