// Samples as they arrive, bytes or numbers, and how a batch of them is written for the network.

import { EngineError } from "./errors";
import type { Batch } from "./network";

export interface Data {
  /**
   * Samples one after another. Bytes become float32 as torch would: u / 255, then
   * (· - mean) / std if these are given. Float32 goes in as it is.
   */
  images: Uint8Array | Float32Array;
  /** a class for each sample, or (Float32Array) what the output should be */
  labels: Uint8Array | Int32Array | Float32Array;
  /** height and width of the stored images, if the network takes larger ones: zeros all around */
  size?: [number, number];
  mean?: number;
  std?: number;
}

/** Samples ready to be drawn, checked against what the network takes. */
export class Samples {
  readonly count: number;
  private readonly each: number; // numbers in a stored sample
  private readonly table: Float32Array | null; // byte -> float32

  constructor(
    private readonly data: Data,
    private readonly input: number[], // shape of one sample as the network takes it
    private readonly output: number, // numbers in one output
    private readonly classes: boolean,
  ) {
    const { images, labels, size, mean = 0, std = 1 } = data;
    const [h, w] = size ?? input.slice(-2);
    this.each = input.reduce((p, s) => p * s, 1);
    if (size) this.each = (this.each / (input.at(-2) as number) / (input.at(-1) as number)) * h * w;
    this.count = labels instanceof Float32Array ? labels.length / output : labels.length;
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
    if (!(labels instanceof Float32Array)) {
      const wrong = labels.find((label) => label < 0 || label >= output);
      if (wrong !== undefined)
        throw new EngineError(
          "labels",
          "A label is {value}, and the network tells {classes} classes apart.",
          { value: wrong, classes: output },
        );
    }
    const round = Math.fround;
    this.table =
      images instanceof Uint8Array
        ? Float32Array.from({ length: 256 }, (_, u) =>
            round(round(round(u / 255) - round(mean)) / round(std)),
          )
        : null;
  }

  /** The class of a sample, if it has one. */
  label(i: number): number | null {
    return this.data.labels instanceof Float32Array ? null : this.data.labels[i];
  }

  /** Write the samples numbered `which` as the batch's input and target. */
  fill(batch: Batch, which: ArrayLike<number>) {
    const { f32, i32, input, target } = batch;
    const [h, w] = this.input.slice(-2);
    const [sh, sw] = this.data.size ?? [h, w];
    const [top, left] = [(h - sh) >> 1, (w - sw) >> 1];
    const numbers = this.input.reduce((p, s) => p * s, 1);
    const planes = sh === h && sw === w ? 1 : numbers / (h * w);
    for (let k = 0; k < batch.n; k++) {
      const sample = this.data.images.subarray(which[k] * this.each, (which[k] + 1) * this.each);
      const at = input.at + k * numbers;
      if (sh === h && sw === w) {
        this.write(f32, at, sample);
      } else {
        f32.fill(this.table?.[0] ?? 0, at, at + numbers);
        for (let p = 0; p < planes; p++) {
          for (let y = 0; y < sh; y++) {
            const row = (p * sh + y) * sw;
            this.write(f32, at + (p * h + top + y) * w + left, sample.subarray(row, row + sw));
          }
        }
      }
      if (target) this.answer(f32, i32, target.at, k, which[k]);
    }
  }

  private write(f32: Float32Array, at: number, row: Uint8Array | Float32Array) {
    if (this.table) for (let i = 0; i < row.length; i++) f32[at + i] = this.table[row[i]];
    else f32.set(row, at);
  }

  /** The target of one sample: its class, or for a loss of numbers the class as one-hot. */
  private answer(f32: Float32Array, i32: Int32Array, at: number, k: number, i: number) {
    const { labels } = this.data;
    if (this.classes) {
      i32[at + k] = labels[i];
    } else if (labels instanceof Float32Array) {
      f32.set(labels.subarray(i * this.output, (i + 1) * this.output), at + k * this.output);
    } else {
      f32.fill(0, at + k * this.output, at + (k + 1) * this.output);
      f32[at + k * this.output + labels[i]] = 1;
    }
  }
}
