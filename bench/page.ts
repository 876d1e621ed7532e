// The contestants in one page: each takes a full training step of LeNet on the same batch.

import { setThreadsCount, setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import * as ort from "onnxruntime-web/wasm";
import "@tensorflow/tfjs-core/dist/register_all_gradients";
import { kernelBytes } from "../web/engine/kernel-module";
import { Network } from "../web/engine/network";
import type { OptimizerOptions } from "../web/engine/optimizers";
import type { Tape } from "../web/engine/tape";

export interface Job {
  tape: Tape;
  parameters: number[];
  images: number[];
  labels: number[];
  batch: number;
  optimizer: "momentum" | "adam";
  models: Record<string, string>; // "momentum 32" -> ONNX in base64
}

/** Takes one step; the loss before it, for checking that all do the same. */
type Step = () => Promise<number>;

const options: Record<string, OptimizerOptions> = {
  momentum: { name: "SGD", momentum: 0.9 },
  adam: { name: "Adam" },
};
const LR = { momentum: 0.01, adam: 0.001 };

async function ours(job: Job, kernels: "fused" | "simd" | "plain"): Promise<Step> {
  const bytes = await kernelBytes();
  const module = kernels === "plain" ? null : await WebAssembly.compile(bytes[kernels]);
  const net = new Network(
    job.tape,
    new Uint8Array(Float32Array.from(job.parameters).buffer),
    module,
  );
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

/** Parameters by name, as torch has them. */
function named(job: Job): Map<string, { shape: number[]; data: Float32Array }> {
  const all = new Map<string, { shape: number[]; data: Float32Array }>();
  let at = 0;
  for (const { name, value } of job.tape.parameters) {
    const shape = job.tape.values[value].shape as number[];
    const n = shape.reduce((p, s) => p * s, 1);
    all.set(name, { shape, data: Float32Array.from(job.parameters.slice(at, at + n)) });
    at += n;
  }
  return all;
}

const oneHot = (job: Job) =>
  Float32Array.from({ length: job.batch * 10 }, (_, i) =>
    Number(job.labels[Math.floor(i / 10)] === i % 10),
  );

async function onnx(job: Job): Promise<Step> {
  ort.env.wasm.numThreads = 1;
  ort.env.wasm.wasmPaths = "/ort/";
  const text = job.models[`${job.optimizer} ${job.batch}`];
  const session = await ort.InferenceSession.create(
    Uint8Array.from(atob(text), (c) => c.charCodeAt(0)),
  );
  const feeds: Record<string, ort.Tensor> = {
    x: new ort.Tensor("float32", Float32Array.from(job.images), [job.batch, 1, 32, 32]),
    target: new ort.Tensor("float32", oneHot(job), [job.batch, 10]),
  };
  for (const [name, { shape, data }] of named(job)) {
    feeds[name] = new ort.Tensor("float32", data, shape);
    for (const state of job.optimizer === "adam" ? ["m", "v"] : ["m"]) {
      feeds[`${state}:${name}`] = new ort.Tensor("float32", new Float32Array(data.length), shape);
    }
  }
  let t = 0;
  return async () => {
    t++;
    if (job.optimizer === "adam") {
      const size = LR.adam / (1 - 0.9 ** t);
      feeds.size = new ort.Tensor("float32", Float32Array.of(size), []);
      feeds.root = new ort.Tensor("float32", Float32Array.of(Math.sqrt(1 - 0.999 ** t)), []);
    }
    const found = await session.run(feeds);
    for (const [name, tensor] of Object.entries(found)) {
      if (name.startsWith("new:")) feeds[name.slice(4)] = tensor as ort.Tensor;
    }
    return (found.loss.data as Float32Array)[0];
  };
}

/**
 * A convolution whose gradients the wasm backend can compute: it has no kernel for the gradient of
 * a filter, which is a convolution of transposed tensors.
 */
const conv = tf.customGrad((x, w, save) => {
  const [image, filter] = [x as tf.Tensor4D, w as tf.Tensor4D];
  (save as tf.GradSaveFunc)([image, filter]);
  return {
    value: tf.conv2d(image, filter, 1, "valid"),
    gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const [x, w] = saved as [tf.Tensor4D, tf.Tensor4D];
      const dx = () => tf.conv2dTranspose(dy as tf.Tensor4D, w, x.shape, 1, "valid");
      const swapped = tf.transpose(x, [3, 1, 2, 0]);
      const dw = () =>
        tf.transpose(
          tf.conv2d(swapped, tf.transpose(dy as tf.Tensor4D, [1, 2, 0, 3]), 1, "valid"),
          [1, 2, 0, 3],
        );
      return [dx(), dw()];
    },
  };
});

async function tensorflow(job: Job): Promise<Step> {
  setWasmPaths("/tfjs/");
  setThreadsCount(1);
  await tf.setBackend("wasm");
  await tf.ready();
  const p: Record<string, tf.Variable> = {};
  for (const [name, { shape, data }] of named(job)) {
    let tensor: tf.Tensor = tf.tensor(data, shape);
    if (name.startsWith("conv") && shape.length === 4) tensor = tf.transpose(tensor, [2, 3, 1, 0]);
    p[name] = tf.variable(tensor, true, `${name} ${Math.random()}`);
  }
  // channels last: what these kernels are made for
  const x = tf.transpose(
    tf.tensor4d(Float32Array.from(job.images), [job.batch, 1, 32, 32]),
    [0, 2, 3, 1],
  );
  const target = tf.tensor2d(oneHot(job), [job.batch, 10]);
  const optimizer =
    job.optimizer === "adam" ? tf.train.adam(LR.adam) : tf.train.momentum(LR.momentum, 0.9);
  const layer = (x: tf.Tensor, w: string) =>
    tf.add(tf.matMul(x, p[`${w}.weight`], false, true), p[`${w}.bias`]);
  const loss = () => {
    const c1 = tf.relu(tf.add(conv(x, p["conv1.weight"]), p["conv1.bias"])) as tf.Tensor4D;
    const s2 = tf.maxPool(c1, 2, 2, "valid");
    const c3 = tf.relu(tf.add(conv(s2, p["conv2.weight"]), p["conv2.bias"])) as tf.Tensor4D;
    const s4 = tf.maxPool(c3, 2, 2, "valid");
    const flat = tf.reshape(tf.transpose(s4, [0, 3, 1, 2]), [job.batch, 400]);
    const f6 = tf.relu(layer(tf.relu(layer(flat, "fc1")), "fc2"));
    const logs = tf.logSoftmax(layer(f6, "fc3"));
    return tf.mul(tf.sum(tf.mul(logs, target)), -1 / job.batch) as tf.Scalar;
  };
  const variables = Object.values(p);
  return async () => {
    const value = optimizer.minimize(loss, true, variables) as tf.Scalar;
    const [number] = await value.data();
    value.dispose();
    return number;
  };
}

const steps: Record<string, Step> = {};

/** Make one contestant ready; its first losses, to be held against the others'. */
export async function prepare(name: string, job: Job, warm: number): Promise<number[]> {
  const make = {
    "ours, fused": () => ours(job, "fused"),
    "ours, simd": () => ours(job, "simd"),
    "ours, TypeScript": () => ours(job, "plain"),
    "onnxruntime-web": () => onnx(job),
    "TensorFlow.js": () => tensorflow(job),
  }[name];
  if (!make) throw new Error(`no contestant ${name}`);
  steps[name] = await make();
  const losses = [];
  for (let i = 0; i < warm; i++) losses.push(await steps[name]());
  return losses;
}

/** Milliseconds of each of some steps. */
export async function time(name: string, count: number): Promise<number[]> {
  const spent = [];
  for (let i = 0; i < count; i++) {
    const began = performance.now();
    await steps[name]();
    spent.push(performance.now() - began);
  }
  return spent;
}
