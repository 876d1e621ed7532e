// The contestants in one page: each takes a full training step of a network on the same batch.

import { kernelBytes } from "../web/engine/kernel-module";
import { Network } from "../web/engine/network";
import type { OptimizerOptions } from "../web/engine/optimizers";
import { Trainer } from "../web/engine/trainer";
import { bytes, type Job, LR, type Step, type Steps } from "./job";
import { onnx } from "./onnx";
import { tensorflow } from "./tensorflow";

const options: Record<string, OptimizerOptions> = {
  momentum: { name: "SGD", momentum: 0.9 },
  adam: { name: "Adam" },
};

async function ours(job: Job, kernels: "fused" | "simd" | "plain"): Promise<Step> {
  const built = await kernelBytes();
  const module = kernels === "plain" ? null : await WebAssembly.compile(built[kernels]);
  const net = new Network(job.tape, bytes(job.parameters), module);
  net.optimize(options[job.optimizer]);
  const images = Float32Array.from(job.images);
  return async () => {
    const batch = net.batch(job.batch);
    batch.f32.set(images, batch.input.at);
    if (batch.target) batch.i32.set(job.labels, batch.target.at);
    const loss = net.gradients(job.batch);
    net.update(LR[job.optimizer]);
    return loss;
  };
}

/** Of the network before; its workers are not to take a core. */
let last: Trainer | undefined;

/** A trainer as the lab has it, whose only batch falls into parts, each in a worker of its own. */
async function sharded(job: Job, shards: number): Promise<Steps> {
  last?.close();
  const trainer = await Trainer.open({
    tape: job.tape,
    parameters: bytes(job.parameters),
    train: {
      images: Uint8Array.from(job.images, (ink) => Math.round(255 * ink)),
      labels: Uint8Array.from(job.labels),
    },
    settings: { batch: job.batch, optimizer: options[job.optimizer], lr: LR[job.optimizer] },
  });
  last = trainer;
  const found = await trainer.share(shards);
  if (found !== shards)
    throw new Error(`${found} shards instead of ${shards}, in a ${trainer.where}`);
  return async (count) => (await trainer.step(count)).losses;
}

const oneByOne =
  (make: (job: Job) => Promise<Step>) =>
  async (job: Job): Promise<Steps> => {
    const step = await make(job);
    return async (count) => {
      const losses = [];
      for (let i = 0; i < count; i++) losses.push(await step());
      return losses;
    };
  };

const contestants: Record<string, (job: Job) => Promise<Steps>> = {
  "ours, 2 shards": (job) => sharded(job, 2),
  "ours, fused": oneByOne((job) => ours(job, "fused")),
  "ours, simd": oneByOne((job) => ours(job, "simd")),
  "ours, TypeScript": oneByOne((job) => ours(job, "plain")),
  "onnxruntime-web": oneByOne(onnx),
  "TensorFlow.js": oneByOne(tensorflow),
};

/** Steps that are asked for at once: a worker has to be asked, which is no part of a step. */
const AT_ONCE: Record<string, number> = { "ours, 2 shards": 16 };

const steps: Record<string, Steps> = {};

/** Make one contestant ready; its first losses, to be held against the others'. */
export async function prepare(name: string, job: Job, warm: number): Promise<number[]> {
  steps[name] = await contestants[name](job);
  return steps[name](warm);
}

/** Milliseconds of each of the steps that a contestant takes in a while, at least one. */
export async function time(name: string, milliseconds: number): Promise<number[]> {
  const spent = [];
  const count = AT_ONCE[name] ?? 1;
  const began = performance.now();
  let before = began;
  do {
    await steps[name](count);
    const now = performance.now();
    spent.push((now - before) / count);
    before = now;
  } while (before - began < milliseconds);
  return spent;
}
