// Poolings, and their gradients.

import { int64 } from "../dtypes";
import { type Entry, planned } from "../entry";
import { check } from "../errors";
import { channelsLast, inOrder, isChannelsLast, type Layout, layout } from "../layout";
import type { Args } from "../schema";
import { each, shown } from "../shapes";
import type { Tensor } from "../tensors";
import { fixed, wantFloat, wantWide } from "./fixed";

/** Places of a window along one axis, as torch's `pooling_output_shape`. */
function places(
  size: number,
  kernel: number,
  stride: number,
  padding: number,
  dilation: number,
  ceil: boolean,
) {
  check(stride !== 0, () => "stride should not be zero");
  check(padding >= 0, () => `pad must be non-negative, but got pad: ${padding}`);
  check(
    padding <= ((kernel - 1) * dilation + 1) / 2,
    () =>
      `pad should be at most half of effective kernel size, but got pad=${padding}, kernel_size=${kernel} and dilation=${dilation}`,
  );
  const room = size + 2 * padding - dilation * (kernel - 1) - 1 + (ceil ? stride - 1 : 0);
  const found = Math.floor(room / stride) + 1;
  // the last window begins inside
  return ceil && (found - 1) * stride >= size + padding ? found - 1 : found;
}

/** The shape that a pooling over the last `n` axes gives. */
function pooled(a: Args, n: number, name: string): number[] {
  const { shape } = a.self.layout as Layout;
  const kernel = each(a.kernel_size, n);
  const stride = a.stride.length ? each(a.stride, n) : kernel;
  const [padding, dilation] = [each(a.padding, n), each(a.dilation ?? [1], n)];
  const letters = n === 3 ? "4D or 5D" : "3D or 4D";
  check(
    shape.length === n + 1 || shape.length === n + 2,
    () => `non-empty ${letters} (batch mode) tensor expected for input`,
  );
  const axes = ["T", "H", "W"].slice(3 - n);
  const at = (of: number[], letter: string) =>
    of.map((value, i) => `${letter}${axes[i]}: ${value}`).join(" ");
  check(
    kernel.every((value) => value > 0),
    () => `kernel size should be greater than zero, but got ${at(kernel, "k")}`,
  );
  const from = shape.length - n;
  const whole = shape.slice(from - 1).every((size) => size > 0);
  check(whole, () =>
    n === 2
      ? `Expected 3D or 4D (batch mode) tensor with optional 0 dim batch size for input, but got:${shown(shape)}`
      : `${name.startsWith("avg") ? "avg_pool3d" : "max_pool3d_with_indices_out_cpu_template"}(): Expected input's non-batch dimensions to have positive length, but input has a shape of ${shown(shape)} and non-batch dimension 0 has length zero!`,
  );
  const sizes = shape
    .slice(from)
    .map((size, i) => places(size, kernel[i], stride[i], padding[i], dilation[i], a.ceil_mode));
  const list = (given: number[]) => given.join("x");
  check(
    sizes.every((size) => size >= 1),
    () =>
      `Given input size: (${list(shape.slice(from - 1))}). Calculated output size: (${list([shape[from - 1], ...sizes])}). Output size is too small`,
  );
  (name === "avg_pool3d_out_frame" ? wantWide : wantFloat)(a.self.layout.dtype, name);
  return [...shape.slice(0, from), ...sizes];
}

const strided = (t: Tensor, shape: number[]) =>
  isChannelsLast(t.layout) ? channelsLast(shape) : inOrder(shape);
const like = (t: Tensor, shape: number[]) => layout(t.layout.dtype, shape, strided(t, shape));
const indices = (t: Tensor, shape: number[]) => layout(int64, shape, strided(t, shape));

const largest = (n: number) => (a: Args) => {
  const shape = pooled(a, n, "max_pool2d");
  return [like(a.self, shape), indices(a.self, shape)];
};
const mean = (n: number) => (a: Args) => {
  check(a.divisor_override !== 0, () => "divisor must be not zero");
  return [like(a.self, pooled(a, n, `avg_pool${n}d_out_frame`))];
};
const ofSelf = ({ self }: Args) => [like(self, self.layout.shape)];

/** The shape of an output of given size; of whose axes from `first` on none is empty. */
function adaptive({ self, output_size }: Args, name: string, first: number): number[] {
  const { shape, dtype } = self.layout as Layout;
  check(
    shape.length === 3 || shape.length === 4,
    () => `adaptive_avg_pool2d(): Expected 3D or 4D tensor, but got ${shown(shape)}`,
  );
  shape.forEach((size, d) => {
    check(
      size > 0 || d < first || d < shape.length - 3,
      () =>
        `${name}(): Expected input to have non-zero size for non-batch dimensions, but input has sizes ${shown(shape)} with dimension ${d} being empty`,
    );
  });
  check(
    output_size.every((size: number) => size >= 0),
    () =>
      `${name}: elements of output_size must be greater than or equal to 0 but received {${output_size.join(", ")}}`,
  );
  wantFloat(dtype, "adaptive_avg_pool2d");
  return [...shape.slice(0, -2), ...each(output_size, 2)];
}

export const poolings: Entry[] = [
  ...planned(
    fixed("max_pool2d_with_indices", largest(2)),
    "max_pool2d_with_indices(Tensor self, int[2] kernel_size, int[2] stride=[], int[2] padding=0, int[2] dilation=1, bool ceil_mode=False) -> (Tensor, Tensor)",
  ),
  ...planned(
    fixed("max_pool2d_with_indices_backward", ofSelf),
    "max_pool2d_with_indices_backward(Tensor grad_output, Tensor self, int[2] kernel_size, int[2] stride, int[2] padding, int[2] dilation, bool ceil_mode, Tensor indices) -> Tensor",
  ),
  ...planned(
    fixed("max_pool3d_with_indices", largest(3)),
    "max_pool3d_with_indices(Tensor self, int[3] kernel_size, int[3] stride=[], int[3] padding=0, int[3] dilation=1, bool ceil_mode=False) -> (Tensor, Tensor)",
  ),
  ...planned(
    fixed("max_pool3d_with_indices_backward", ofSelf),
    "max_pool3d_with_indices_backward(Tensor grad_output, Tensor self, int[3] kernel_size, int[3] stride, int[3] padding, int[3] dilation, bool ceil_mode, Tensor indices) -> Tensor",
  ),
  ...planned(
    fixed("avg_pool2d", mean(2)),
    "avg_pool2d(Tensor self, int[2] kernel_size, int[2] stride=[], int[2] padding=0, bool ceil_mode=False, bool count_include_pad=True, int? divisor_override=None) -> Tensor",
  ),
  ...planned(
    fixed("avg_pool2d_backward", ofSelf),
    "avg_pool2d_backward(Tensor grad_output, Tensor self, int[2] kernel_size, int[2] stride, int[2] padding, bool ceil_mode, bool count_include_pad, int? divisor_override) -> Tensor",
  ),
  ...planned(
    fixed("avg_pool3d", mean(3)),
    "avg_pool3d(Tensor self, int[3] kernel_size, int[3] stride=[], int[3] padding=0, bool ceil_mode=False, bool count_include_pad=True, int? divisor_override=None) -> Tensor",
  ),
  ...planned(
    fixed("avg_pool3d_backward", ofSelf),
    "avg_pool3d_backward(Tensor grad_output, Tensor self, int[3] kernel_size, int[3] stride, int[3] padding, bool ceil_mode, bool count_include_pad, int? divisor_override) -> Tensor",
  ),
  ...planned(
    fixed("_adaptive_avg_pool2d", (a) => [
      like(a.self, adaptive(a, "adaptive_avg_pool2d", a.self.layout.shape.length - 2)),
    ]),
    "_adaptive_avg_pool2d(Tensor self, SymInt[2] output_size) -> Tensor",
  ),
  ...planned(
    fixed("_adaptive_avg_pool2d_backward", ofSelf),
    "_adaptive_avg_pool2d_backward(Tensor grad_output, Tensor self) -> Tensor",
  ),
  ...planned(
    fixed("adaptive_max_pool2d", (a) => {
      const shape = adaptive(a, "adaptive_max_pool2d", 1);
      return [like(a.self, shape), indices(a.self, shape)];
    }),
    "adaptive_max_pool2d(Tensor self, int[2] output_size) -> (Tensor, Tensor)",
  ),
  ...planned(
    fixed("adaptive_max_pool2d_backward", ofSelf),
    "adaptive_max_pool2d_backward(Tensor grad_output, Tensor self, Tensor indices) -> Tensor",
  ),
];
