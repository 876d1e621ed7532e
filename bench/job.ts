// What the page is told to train, and its numbers by the names that PyTorch has for them.

import type { Tape } from "../web/engine/tape";

export type OptimizerName = "momentum" | "adam";

export interface Job {
  /** LeNet, MLP, … as `workloads.py` has them */
  network: string;
  tape: Tape;
  /** as `livenet.tape.pack` writes them, in base64 */
  parameters: string;
  images: number[];
  labels: number[];
  batch: number;
  optimizer: OptimizerName;
  /** the step as ONNX, in base64 */
  model: string;
}

/** Takes one step; the loss before it, for checking that all do the same. */
export type Step = () => Promise<number>;

export const LR = { momentum: 0.01, adam: 0.001 };

export interface Named {
  shape: number[];
  data: Float32Array;
  /** a buffer is not */
  trained: boolean;
}

export const bytes = (base64: string) => Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));

/** Parameters, and buffers of float32, by name as torch has them. */
export function named(job: Job): Map<string, Named> {
  const all = new Map<string, Named>();
  const words = bytes(job.parameters).buffer;
  let at = 0;
  for (const { name, value, grad } of job.tape.parameters) {
    const { shape, dtype } = job.tape.values[value];
    const count = (shape as number[]).reduce((p, s) => p * s, 1);
    const data = new Float32Array(words.slice(4 * at, 4 * (at + count)));
    if (dtype === "float32")
      all.set(name, { shape: shape as number[], data, trained: grad !== null });
    at += count;
  }
  return all;
}

/** The batch's labels, a row of ten for each. */
export const oneHot = (job: Job) =>
  Float32Array.from({ length: job.batch * 10 }, (_, i) =>
    Number(job.labels[Math.floor(i / 10)] === i % 10),
  );

/** Shape of the images. */
export const imageShape = (job: Job) => {
  const input = job.tape.inputs.find(({ name }) => name === "input") as { value: number };
  return [job.batch, ...(job.tape.values[input.value].shape.slice(1) as number[])];
};
