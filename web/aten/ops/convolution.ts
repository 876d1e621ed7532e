// Convolutions and their gradients.

import type { Plan } from "../context";
import { cName } from "../dtypes";
import { type Entry, planned } from "../entry";
import { check } from "../errors";
import { channelsLast, inOrder, isChannelsLast, layout } from "../layout";
import type { Args } from "../schema";
import { each, shown } from "../shapes";
import type { Tensor } from "../tensors";

/** Axes that the kernel moves over. */
const spatial = (weight: Tensor) => weight.layout.shape.length - 2;

const settings = (a: Args): Args => {
  const n = spatial(a.weight);
  return {
    stride: each(a.stride, n),
    padding: each(a.padding, n),
    dilation: each(a.dilation, n),
    transposed: a.transposed,
    output_padding: each(a.output_padding, n),
    groups: a.groups,
  };
};

function outputShape({ input, weight, transposed, groups, ...a }: Args): number[] {
  const [x, w] = [input.layout.shape as number[], weight.layout.shape as number[]];
  const n = spatial(weight);
  const [stride, padding, dilation, more] = [a.stride, a.padding, a.dilation, a.output_padding].map(
    (list) => each(list, n),
  );
  const sizes = x.slice(2).map((size, i) => {
    const kernel = dilation[i] * (w[i + 2] - 1) + 1;
    return transposed
      ? (size - 1) * stride[i] - 2 * padding[i] + kernel + more[i]
      : Math.floor((size + 2 * padding[i] - kernel) / stride[i]) + 1;
  });
  return [x[0], transposed ? w[1] * groups : w[0], ...sizes];
}

/** torch's `check_shape_forward`. */
function checkShapes(a: Args) {
  const { input, weight, bias, transposed, groups } = a;
  const [x, w] = [input.layout.shape as number[], weight.layout.shape as number[]];
  const n = spatial(weight);
  const { padding, stride, dilation } = settings(a);
  check(
    padding.every((p: number) => p >= 0),
    () => "negative padding is not supported",
  );
  check(
    stride.every((s: number) => s > 0),
    () => "non-positive stride is not supported",
  );
  check(
    dilation.every((d: number) => d > 0),
    () => "dilation should be greater than zero",
  );
  check(
    x.length === w.length,
    () =>
      `Expected ${w.length}-dimensional input for ${w.length}-dimensional weight ${shown(w)}, but got ${x.length}-dimensional input of size ${shown(x)} instead`,
  );
  if (transposed) {
    check(
      x[1] === w[0],
      () =>
        `Given transposed=1, weight of size ${shown(w)}, expected input${shown(x)} to have ${w[0]} channels, but got ${x[1]} channels instead`,
    );
    check(
      !bias || (bias.layout.shape.length === 1 && bias.layout.shape[0] === w[1] * groups),
      () =>
        `Given transposed=1, weight of size ${shown(w)}, expected bias to be 1-dimensional with ${w[1] * groups} elements, but got bias of size ${shown(bias.layout.shape)} instead`,
    );
    return;
  }
  check(
    w[0] >= groups && w[0] % groups === 0,
    () =>
      `Given groups=${groups}, expected weight to be divisible by ${groups} at dimension 0, but got weight of size [${w.join(", ")}] instead`,
  );
  check(
    x[1] === w[1] * groups,
    () =>
      `Given groups=${groups}, weight of size ${shown(w)}, expected input${shown(x)} to have ${w[1] * groups} channels, but got ${x[1]} channels instead`,
  );
  check(
    !bias || (bias.layout.shape.length === 1 && bias.layout.shape[0] === w[0]),
    () =>
      `Given weight of size ${shown(w)}, expected bias to be 1-dimensional with ${w[0]} elements, but got bias of size ${shown(bias.layout.shape)} instead`,
  );
  const padded = x.slice(2).map((size, i) => size + 2 * padding[i]);
  const kernel = w.slice(2).map((size, i) => dilation[i] * (size - 1) + 1);
  const times = (sizes: number[]) => sizes.join(" x ");
  check(
    padded.every((size, i) => size >= kernel[i]),
    () =>
      `Calculated padded input size per channel: (${times(padded)}). Kernel size: (${times(kernel)}). Kernel size can't be greater than actual input size`,
  );
  check(n > 0, () => "weight should have at least three dimensions");
}

function checkDtypes(input: Tensor, weight: Tensor, bias: Tensor | null) {
  const [x, w] = [input.layout.dtype, weight.layout.dtype];
  const b = bias?.layout.dtype ?? x;
  check(x === b, () => `Input type (${cName(x)}) and bias type (${cName(b)}) should be the same`);
  check(x === w, () => `expected scalar type ${x.title} but found ${w.title}`);
}

/** As torch lays the output of images: as either of them lies. */
const strided = (shape: number[], ...given: Tensor[]) =>
  given.some((t) => isChannelsLast(t.layout)) ? channelsLast(shape) : inOrder(shape);

export const convolutions: Entry[] = [
  ...planned((a): Plan => {
    const { input, weight, bias } = a;
    checkShapes(a);
    checkDtypes(input, weight, bias);
    const { dtype } = input.layout;
    const shape = outputShape(a);
    return {
      engine: "convolution",
      args: settings(a),
      ins: { input: ["input", dtype], weight: ["weight", dtype], bias: ["bias", dtype] },
      outs: [layout(dtype, shape, strided(shape, input, weight))],
      compute: dtype,
    };
  }, "convolution(Tensor input, Tensor weight, Tensor? bias, SymInt[] stride, SymInt[] padding, SymInt[] dilation, bool transposed, SymInt[] output_padding, SymInt groups) -> Tensor"),
  ...planned((a): Plan => {
    const { grad_output, input, weight, output_mask: mask } = a;
    const { dtype } = input.layout;
    const like = (shape: number[]) =>
      layout(dtype, shape, strided(shape, input, weight, grad_output));
    const [{ shape: x }, { shape: w }] = [input.layout, weight.layout];
    const channels = a.bias_sizes ?? [a.transposed ? w[1] * a.groups : w[0]];
    return {
      engine: "convolution_backward",
      args: settings(a),
      ins: {
        grad_output: ["grad_output", dtype],
        input: ["input", dtype],
        weight: ["weight", dtype],
      },
      outs: [
        mask[0] ? like(x) : null,
        mask[1] ? like(w) : null,
        mask[2] ? layout(dtype, channels) : null,
      ],
      compute: dtype,
    };
  }, "convolution_backward(Tensor grad_output, Tensor input, Tensor weight, SymInt[]? bias_sizes, SymInt[] stride, SymInt[] padding, SymInt[] dilation, bool transposed, SymInt[] output_padding, SymInt groups, bool[3] output_mask) -> (Tensor, Tensor, Tensor)"),
];
