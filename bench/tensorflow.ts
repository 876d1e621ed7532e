// TensorFlow.js trains the same networks, written with its own operations.

import { setThreadsCount, setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-core/dist/register_all_gradients";
import { imageShape, type Job, LR, named, oneHot, type Step } from "./job";

const EPSILON = 1e-5; // of batch and layer norms

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

type Variables = Record<string, tf.Variable>;

/** Rows times a weight as torch keeps it, and a bias. */
const linear = (x: tf.Tensor, weight: tf.Tensor, bias: tf.Tensor) =>
  tf.add(tf.matMul(x, weight, false, true), bias);

const layer = (x: tf.Tensor, p: Variables, name: string) =>
  linear(x, p[`${name}.weight`], p[`${name}.bias`]);

const normalised = (x: tf.Tensor, { mean, variance }: { mean: tf.Tensor; variance: tf.Tensor }) =>
  tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, EPSILON)));

const scaled = (x: tf.Tensor, p: Variables, name: string) =>
  tf.add(tf.mul(x, p[`${name}.weight`]), p[`${name}.bias`]);

/** Over batch and places, channels last; the running statistics move. */
function batchNorm(x: tf.Tensor, p: Variables, name: string): tf.Tensor {
  const found = tf.moments(x, [0, 1, 2]);
  const count = x.size / (x.shape.at(-1) as number);
  for (const [kept, now] of [
    ["mean", found.mean],
    ["var", tf.mul(found.variance, count / (count - 1))],
  ] as const) {
    const running = p[`${name}.running_${kept}`];
    running.assign(tf.add(tf.mul(running, 0.9), tf.mul(now, 0.1)));
  }
  return scaled(normalised(x, found), p, name);
}

const head = (x: tf.Tensor, p: Variables) =>
  layer(tf.relu(layer(tf.relu(layer(x, p, "fc1")), p, "fc2")), p, "fc3");

function leNet(x: tf.Tensor, p: Variables, norms: boolean): tf.Tensor {
  for (const i of [1, 2]) {
    x = tf.add(conv(x, p[`conv${i}.weight`]), p[`conv${i}.bias`]);
    if (norms) x = batchNorm(x, p, `bn${i}`);
    x = tf.maxPool(tf.relu(x) as tf.Tensor4D, 2, 2, "valid");
  }
  return head(tf.reshape(tf.transpose(x, [0, 3, 1, 2]), [x.shape[0], 400]), p);
}

/** Rows of the samples, (N · rows, features), attend to those of their sample. */
function attention(x: tf.Tensor, p: Variables, name: string, rows: number): tf.Tensor {
  const [all, features] = x.shape as [number, number];
  const n = all / rows;
  const [heads, size] = [4, features / 4];
  const both = linear(x, p[`${name}.in_proj_weight`], p[`${name}.in_proj_bias`]);
  const apart = tf.transpose(tf.reshape(both, [n, rows, 3, heads, size]), [2, 0, 3, 1, 4]);
  const [q, k, v] = tf.split(tf.reshape(apart, [3 * n, heads, rows, size]), 3);
  const scores = tf.mul(tf.matMul(q, k, false, true), size ** -0.5);
  const mixed = tf.transpose(tf.matMul(tf.softmax(scores), v), [0, 2, 1, 3]);
  return layer(tf.reshape(mixed, [all, features]), p, `${name}.out_proj`);
}

function encoder(x: tf.Tensor, p: Variables): tf.Tensor {
  const [n, , rows] = x.shape as number[];
  const norm = (x: tf.Tensor, name: string) =>
    scaled(normalised(x, tf.moments(x, 1, true)), p, name);
  let h = layer(tf.reshape(x, [n * rows, 32]), p, "embed");
  h = tf.reshape(tf.add(tf.reshape(h, [n, rows, 64]), p.position), [n * rows, 64]);
  for (const i of [0, 1]) {
    const at = `encoder.layers.${i}`;
    h = norm(tf.add(h, attention(h, p, `${at}.self_attn`, rows)), `${at}.norm1`);
    const wide = tf.relu(layer(h, p, `${at}.linear1`));
    h = norm(tf.add(h, layer(wide, p, `${at}.linear2`)), `${at}.norm2`);
  }
  return layer(tf.mean(tf.reshape(h, [n, rows, 64]), 1), p, "head");
}

const networks: Record<string, (x: tf.Tensor, p: Variables) => tf.Tensor> = {
  LeNet: (x, p) => leNet(x, p, false),
  "LeNet+BN": (x, p) => leNet(x, p, true),
  MLP: (x, p) => head(tf.reshape(x, [x.shape[0], 784]), p),
  Transformer: encoder,
};

export async function tensorflow(job: Job): Promise<Step> {
  setWasmPaths("/tfjs/");
  setThreadsCount(1);
  await tf.setBackend("wasm");
  await tf.ready();
  const p: Variables = {};
  const trained: tf.Variable[] = [];
  for (const [name, { shape, data, ...kind }] of named(job)) {
    let tensor: tf.Tensor = tf.tensor(data, shape);
    if (shape.length === 4) tensor = tf.transpose(tensor, [2, 3, 1, 0]);
    p[name] = tf.variable(tensor, kind.trained, `${name} ${Math.random()}`);
    if (kind.trained) trained.push(p[name]);
  }
  let x: tf.Tensor = tf.tensor(Float32Array.from(job.images), imageShape(job));
  // convolutions with channels last: what these kernels are made for
  if (job.network.startsWith("LeNet")) x = tf.transpose(x, [0, 2, 3, 1]);
  const target = tf.tensor2d(oneHot(job), [job.batch, 10]);
  const optimizer =
    job.optimizer === "adam" ? tf.train.adam(LR.adam) : tf.train.momentum(LR.momentum, 0.9);
  const loss = () => {
    const logs = tf.logSoftmax(networks[job.network](x, p));
    return tf.mul(tf.sum(tf.mul(logs, target)), -1 / job.batch) as tf.Scalar;
  };
  return async () => {
    const value = optimizer.minimize(loss, true, trained) as tf.Scalar;
    const [number] = await value.data();
    value.dispose();
    return number;
  };
}
