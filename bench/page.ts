// The contestants in one page: each takes a full training step of a network on the same batch.

import { kernelBytes } from "../web/engine/kernel-module";
import { Network } from "../web/engine/network";
import type { OptimizerOptions } from "../web/engine/optimizers";
import { bytes, type Job, LR, type Step } from "./job";
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

const contestants: Record<string, (job: Job) => Promise<Step>> = {
  "ours, fused": (job) => ours(job, "fused"),
  "ours, simd": (job) => ours(job, "simd"),
  "ours, TypeScript": (job) => ours(job, "plain"),
  "onnxruntime-web": onnx,
  "TensorFlow.js": tensorflow,
};

const steps: Record<string, Step> = {};

/** Make one contestant ready; its first losses, to be held against the others'. */
export async function prepare(name: string, job: Job, warm: number): Promise<number[]> {
  steps[name] = await contestants[name](job);
  const losses = [];
  for (let i = 0; i < warm; i++) losses.push(await steps[name]());
  return losses;
}

/** Milliseconds of each of the steps that a contestant takes in a while, at least one. */
export async function time(name: string, milliseconds: number): Promise<number[]> {
  const spent = [];
  const began = performance.now();
  let before = began;
  do {
    await steps[name]();
    const now = performance.now();
    spent.push(now - before);
    before = now;
  } while (before - began < milliseconds);
  return spent;
}
