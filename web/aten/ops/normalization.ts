// Normalization over a batch, over a sample's numbers and over groups of channels.

import type { Context } from "../context";
import { direct, type Entry, planned } from "../entry";
import { check } from "../errors";
import { channelsLast, inOrder, isChannelsLast, type Layout, layout } from "../layout";
import type { Args } from "../schema";
import { shown } from "../shapes";
import type { Tensor } from "../tensors";
import { fixed, wantFloat } from "./fixed";

const like = ({ layout: { dtype, shape } }: Tensor) => layout(dtype, shape);
const images = ({ layout: of }: Tensor) =>
  layout(of.dtype, of.shape, isChannelsLast(of) ? channelsLast(of.shape) : inOrder(of.shape));

/** Raises where a tensor of the channels has not a number for each. */
function checkChannels(a: Args, channels: number) {
  for (const name of ["weight", "bias", "running_mean", "running_var"]) {
    const t = a[name] as Tensor | null;
    check(
      !t || t.layout.numel === channels,
      () => `${name} should contain ${channels} elements not ${t?.layout.numel}`,
    );
  }
}

const batch =
  (training: (a: Args) => boolean, more: (a: Args) => Layout[] = () => []) =>
  (a: Args) => {
    const { shape, dtype } = a.input.layout as Layout;
    wantFloat(dtype, "batch_norm");
    const channels = shape[1] ?? 0;
    checkChannels(a, channels);
    const saved = layout(dtype, training(a) ? [channels] : [0]);
    return [images(a.input), saved, saved, ...more(a)];
  };

const running = ({ running_mean, running_var }: Args) => [like(running_mean), like(running_var)];

/** What trains moves the running statistics, which are written where they lie. */
function batchNorm(a: Args, context: Context) {
  const { running_mean, running_var, training } = a;
  if (!training) return context.calls("_native_batch_norm_legit_no_training", a);
  if (!running_mean || !running_var) return context.calls("_native_batch_norm_legit.no_stats", a);
  const [out, mean, invstd, ...moved] = context.calls("_native_batch_norm_legit_functional", a);
  [running_mean, running_var].forEach((running: Tensor, i) => {
    const from = moved[i] as Tensor;
    context.write(from, running);
    context.tensors.drop(from.storage);
  });
  return [out, mean, invstd];
}

const batchBackward = ({ input, output_mask: mask }: Args) => {
  const { shape, dtype } = input.layout;
  const channels = layout(dtype, [shape[1]]);
  return [mask[0] ? images(input) : null, mask[1] ? channels : null, mask[2] ? channels : null];
};

/** The axes that rows of a layer norm are made of. */
function rows({ input, normalized_shape: own, weight, bias }: Args): number[] {
  const { shape, dtype } = input.layout as Layout;
  check(
    own.length >= 1,
    () =>
      "Expected normalized_shape to be at least 1-dimensional, i.e., containing at least one element, but got normalized_shape = []",
  );
  for (const [name, t] of [
    ["weight", weight],
    ["bias", bias],
  ] as const) {
    check(
      !t || String(t.layout.shape) === String(own),
      () =>
        `Expected ${name} to be of same shape as normalized_shape, but got ${name} of shape ${shown(t.layout.shape)} and normalized_shape = ${shown(own)}`,
    );
  }
  const axis = shape.length - own.length;
  check(
    axis >= 0 && own.every((size: number, i: number) => size === shape[axis + i]),
    () =>
      `Given normalized_shape=${shown(own)}, expected input with shape [*, ${own.join(", ")}], but got input of size${shown(shape)}`,
  );
  wantFloat(dtype, "LayerNormKernelImpl");
  return shape.map((size, d) => (d < axis ? size : 1));
}

const layer = (a: Args) => {
  const saved = layout(a.input.layout.dtype, rows(a));
  return [like(a.input), saved, saved];
};

const group = ({ input, N, C, group: many }: Args) => {
  wantFloat(input.layout.dtype, "GroupNormKernelImpl");
  check(
    C % many === 0,
    () =>
      `Expected number of channels in input to be divisible by num_groups, but got input of shape ${shown(input.layout.shape)} and num_groups=${many}`,
  );
  const saved = layout(input.layout.dtype, [N, many]);
  return [like(input), saved, saved];
};

export const normalizations: Entry[] = [
  ...direct(
    batchNorm,
    "native_batch_norm(Tensor input, Tensor? weight, Tensor? bias, Tensor? running_mean, Tensor? running_var, bool training, float momentum, float eps) -> (Tensor, Tensor, Tensor)",
  ),
  ...planned(
    fixed(
      "_native_batch_norm_legit",
      batch(({ training }) => training),
    ),
    "_native_batch_norm_legit.no_stats(Tensor input, Tensor? weight, Tensor? bias, bool training, float momentum, float eps) -> (Tensor, Tensor, Tensor)",
  ),
  ...planned(
    fixed(
      "_native_batch_norm_legit_functional",
      batch(({ training }) => training, running),
    ),
    "_native_batch_norm_legit_functional(Tensor input, Tensor? weight, Tensor? bias, Tensor running_mean, Tensor running_var, bool training, float momentum, float eps) -> (Tensor, Tensor, Tensor, Tensor running_mean_out, Tensor running_var_out)",
  ),
  ...planned(
    fixed(
      "_native_batch_norm_legit_no_training",
      batch(() => false),
    ),
    "_native_batch_norm_legit_no_training(Tensor input, Tensor? weight, Tensor? bias, Tensor running_mean, Tensor running_var, float momentum, float eps) -> (Tensor, Tensor, Tensor)",
  ),
  ...planned(
    fixed("native_batch_norm_backward", batchBackward),
    "native_batch_norm_backward(Tensor grad_out, Tensor input, Tensor? weight, Tensor? running_mean, Tensor? running_var, Tensor? save_mean, Tensor? save_invstd, bool train, float eps, bool[3] output_mask) -> (Tensor, Tensor, Tensor)",
  ),
  ...planned(
    fixed("native_layer_norm", layer),
    "native_layer_norm(Tensor input, SymInt[] normalized_shape, Tensor? weight, Tensor? bias, float eps) -> (Tensor, Tensor, Tensor)",
  ),
  ...planned(
    fixed("native_layer_norm_backward", ({ input, weight, bias, output_mask: mask }) => [
      mask[0] ? like(input) : null,
      mask[1] && weight ? like(weight) : null,
      mask[2] && bias ? like(bias) : null,
    ]),
    "native_layer_norm_backward(Tensor grad_out, Tensor input, SymInt[] normalized_shape, Tensor mean, Tensor rstd, Tensor? weight, Tensor? bias, bool[3] output_mask) -> (Tensor, Tensor, Tensor)",
  ),
  ...planned(
    fixed("native_group_norm", group),
    "native_group_norm(Tensor input, Tensor? weight, Tensor? bias, SymInt N, SymInt C, SymInt HxW, int group, float eps) -> (Tensor, Tensor, Tensor)",
  ),
  ...planned(
    fixed("native_group_norm_backward", ({ input, C, output_mask: mask }) => {
      const channels = layout(input.layout.dtype, [C]);
      return [mask[0] ? like(input) : null, mask[1] ? channels : null, mask[2] ? channels : null];
    }),
    "native_group_norm_backward(Tensor grad_out, Tensor input, Tensor mean, Tensor rstd, Tensor? weight, SymInt N, SymInt C, SymInt HxW, int group, bool[3] output_mask) -> (Tensor, Tensor, Tensor)",
  ),
];
