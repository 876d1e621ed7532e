// onnxruntime-web takes a training step that `step_onnx.py` has spelled out.

import * as ort from "onnxruntime-web/wasm";
import { bytes, imageShape, type Job, LR, named, oneHot, type Step } from "./job";

const floats = (data: Float32Array, shape: number[]) => new ort.Tensor("float32", data, shape);

export async function onnx(job: Job): Promise<Step> {
  ort.env.wasm.numThreads = 1;
  ort.env.wasm.wasmPaths = "/ort/";
  const session = await ort.InferenceSession.create(bytes(job.model));
  const feeds: Record<string, ort.Tensor> = {
    x: floats(Float32Array.from(job.images), imageShape(job)),
    target: floats(oneHot(job), [job.batch, 10]),
  };
  for (const [name, { shape, data, trained }] of named(job)) {
    feeds[name] = floats(data, shape);
    if (!trained) continue;
    for (const state of job.optimizer === "adam" ? ["m", "v"] : ["m"]) {
      feeds[`${state}:${name}`] = floats(new Float32Array(data.length), shape);
    }
  }
  let t = 0;
  return async () => {
    t++;
    if (job.optimizer === "adam") {
      feeds.size = floats(Float32Array.of(LR.adam / (1 - 0.9 ** t)), []);
      feeds.root = floats(Float32Array.of(Math.sqrt(1 - 0.999 ** t)), []);
    }
    const found = await session.run(feeds);
    for (const [name, tensor] of Object.entries(found)) {
      if (name.startsWith("new:")) feeds[name.slice(4)] = tensor as ort.Tensor;
    }
    return (found.loss.data as Float32Array)[0];
  };
}
