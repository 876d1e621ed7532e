// Activation functions, softmax, and their gradients.

import {
  BOOL,
  bool,
  checkFits,
  type Dtype,
  dtypeOf,
  FLOAT,
  float32,
  int64,
  promote,
  uint8,
  WHOLE,
} from "../dtypes";
import { type Entry, planned, type Rule } from "../entry";
import { check } from "../errors";
import { layout } from "../layout";
import { axisOf, elementwiseOf } from "../shapes";
import { above, but, family } from "./elementwise";
import { fixed, wantFloat } from "./fixed";

const names = ["self"];
const backward = ["grad_output", "self"];
const float = (kernel: string) => above(WHOLE, kernel);

/** The largest number of a dtype, as C++ prints it. */
const MOST: Record<string, string> = {
  Half: "65504",
  BFloat16: "3.38953e+38",
  Float: "3.40282e+38",
  Double: "1.79769e+308",
};

// Of a result that a negative slope has turned nobody can tell which side it came from.
const negative = (name: string) =>
  `In-place ${name} backward calculation is triggered with a negative slope which is not supported. This is caused by calling in-place forward function with a negative slope, please call out-of-place version instead.`;
const FILE =
  "File an issue at https://github.com/pytorch/pytorch if you do require supporting in-place leakRelu backward calculation with negative slope";

/** Sizes halved along an axis. */
const halved = (shape: number[], dim: number) => {
  const d = axisOf(dim, shape.length);
  check(shape.length > 0, () => "glu does not support 0-dimensional tensors");
  check(
    shape[d] % 2 === 0,
    () => `Halving dimension must be even, but dimension ${d} is size ${shape[d]}`,
  );
  return shape.map((size, e) => (e === d ? size / 2 : size));
};

const softmax =
  (engine: string, kernel: string): Rule =>
  (a, context) => {
    const { self, dim } = a;
    const { shape } = self.layout;
    axisOf(dim, shape.length);
    const dtype: Dtype = typeof a.dtype === "number" ? dtypeOf(a.dtype) : self.layout.dtype;
    const last = shape.length < 2 || axisOf(dim, shape.length) === shape.length - 1;
    if (self.layout.numel) wantFloat(dtype, `${kernel}${last ? "_lastdim" : ""}_kernel_impl`);
    return fixed(engine, () => [layout(dtype, shape)], { compute: () => dtype })(a, context);
  };

const softmaxBackward = (engine: string) =>
  fixed(engine, ({ grad_output }) => [layout(grad_output.layout.dtype, grad_output.layout.shape)]);

export const activations: Entry[] = [
  ...family(
    { names, compute: but(bool, "Boolean inputs not supported for relu") },
    "relu(Tensor self) -> Tensor",
  ),
  ...family(
    { names: ["self", "grad_output"] },
    "threshold_backward(Tensor grad_output, Tensor self, Scalar threshold) -> Tensor",
  ),
  ...family(
    {
      names: ["self", "grad_output"],
      compute: (dtype, { self_is_result, negative_slope }) => {
        check(
          !self_is_result || negative_slope.value >= 0,
          () => `${negative("leakyReLu")} ${FILE}`,
        );
        return dtype;
      },
    },
    "leaky_relu_backward(Tensor grad_output, Tensor self, Scalar negative_slope, bool self_is_result) -> Tensor",
  ),
  ...family(
    {
      names,
      compute: (dtype, { threshold, value }) => {
        checkFits(threshold, dtype.kind === FLOAT ? promote(dtype, float32) : dtype);
        checkFits(value, dtype);
        return above(BOOL, "threshold_cpu")(dtype);
      },
    },
    "threshold(Tensor self, Scalar threshold, Scalar value) -> Tensor",
  ),
  ...family(
    {
      names,
      compute: (dtype, { min_val, max_val }) => {
        const [least, most] = [min_val?.value ?? -1, max_val?.value ?? 1];
        check(
          dtype !== uint8 || (least >= 0 && most >= 0),
          () => "cannot do hardtanh on an unsigned type with negative limits",
        );
        for (const bound of [min_val, max_val]) {
          if (bound && dtype.kind === WHOLE) checkFits(bound, int64);
          if (bound) checkFits(bound, dtype);
        }
        return but(bool, "Bool inputs not supported for hardtanh")(dtype);
      },
    },
    "hardtanh(Tensor self, Scalar min_val=-1, Scalar max_val=1) -> Tensor",
  ),
  ...family(
    { names, compute: float("elu_cpu") },
    "elu(Tensor self, Scalar alpha=1, Scalar scale=1, Scalar input_scale=1) -> Tensor",
    "celu(Tensor self, Scalar alpha=1.) -> Tensor",
  ),
  ...family(
    { names, compute: float("GeluKernelImpl") },
    `gelu(Tensor self, *, str approximate="none") -> Tensor`,
  ),
  ...family({ names, compute: float("silu_cpu") }, "silu(Tensor self) -> Tensor"),
  ...family({ names, compute: float("mish_cpu") }, "mish(Tensor self) -> Tensor"),
  ...family({ names, compute: float("hardsigmoid_cpu") }, "hardsigmoid(Tensor self) -> Tensor"),
  ...family({ names, compute: float("hardswish_cpu") }, "hardswish(Tensor self) -> Tensor"),
  ...family(
    { names, compute: float("hardshrink_cpu") },
    "hardshrink(Tensor self, Scalar lambd=0.5) -> Tensor",
  ),
  ...family(
    {
      names,
      compute: (dtype, { lambd }) => {
        const most = MOST[dtype.title] ?? "";
        check(
          lambd.value >= 0,
          () =>
            `lambda must be in range [0, ${most}] for input dtype ${dtype.title}, but found ${lambd.value}`,
        );
        return float("softshrink_cpu")(dtype);
      },
    },
    "softshrink(Tensor self, Scalar lambd=0.5) -> Tensor",
  ),
  ...family(
    { names, compute: float("softplus_cpu") },
    "softplus(Tensor self, Scalar beta=1, Scalar threshold=20) -> Tensor",
  ),
  ...family(
    { names, compute: float("leaky_relu_cpu") },
    "leaky_relu(Tensor self, Scalar negative_slope=0.01) -> Tensor",
  ),
  ...family({ names: ["self", "weight"] }, "_prelu_kernel(Tensor self, Tensor weight) -> Tensor"),
  ...planned(
    fixed("_prelu_kernel_backward", ({ grad_output, self, weight }) => {
      const { shape, strides } = elementwiseOf([self, weight, grad_output].map((t) => t.layout));
      const of = layout(self.layout.dtype, shape, strides);
      return [of, of];
    }),
    "_prelu_kernel_backward(Tensor grad_output, Tensor self, Tensor weight) -> (Tensor, Tensor)",
  ),
  ...planned(
    fixed("log_sigmoid_forward", ({ self }) => {
      wantFloat(self.layout.dtype, "log_sigmoid_cpu");
      const of = layout(self.layout.dtype, self.layout.shape);
      return [of, of];
    }),
    "log_sigmoid_forward(Tensor self) -> (Tensor output, Tensor buffer)",
  ),
  ...family(
    { names: backward },
    "hardtanh_backward(Tensor grad_output, Tensor self, Scalar min_val, Scalar max_val) -> Tensor",
    `gelu_backward(Tensor grad_output, Tensor self, *, str approximate="none") -> Tensor`,
    "silu_backward(Tensor grad_output, Tensor self) -> Tensor",
    "mish_backward(Tensor grad_output, Tensor self) -> Tensor",
    "hardsigmoid_backward(Tensor grad_output, Tensor self) -> Tensor",
    "hardswish_backward(Tensor grad_output, Tensor self) -> Tensor",
    "softshrink_backward(Tensor grad_output, Tensor self, Scalar lambd) -> Tensor",
    "softplus_backward(Tensor grad_output, Tensor self, Scalar beta, Scalar threshold) -> Tensor",
    "log_sigmoid_backward(Tensor grad_output, Tensor self, Tensor buffer) -> Tensor",
  ),
  ...family(
    { names: ["grad_out", "self"] },
    "hardshrink_backward(Tensor grad_out, Tensor self, Scalar lambd) -> Tensor",
  ),
  ...family(
    {
      names: ["grad_output", "self_or_result"],
      compute: (dtype, { is_result, alpha }) => {
        check(!is_result || alpha.value >= 0, () => negative("elu"));
        return dtype;
      },
    },
    "elu_backward(Tensor grad_output, Scalar alpha, Scalar scale, Scalar input_scale, bool is_result, Tensor self_or_result) -> Tensor",
  ),
  ...family(
    { names: ["grad_output", "output"] },
    "sigmoid_backward(Tensor grad_output, Tensor output) -> Tensor",
    "tanh_backward(Tensor grad_output, Tensor output) -> Tensor",
  ),
  ...planned(
    fixed("glu", ({ self, dim }) => {
      const { dtype, shape, strides } = self.layout;
      const half = elementwiseOf([layout(dtype, halved(shape, dim), strides)]);
      return [layout(dtype, half.shape, half.strides)];
    }),
    "glu(Tensor self, int dim=-1) -> Tensor",
  ),
  ...planned(
    fixed("glu_backward", ({ self }) => [layout(self.layout.dtype, self.layout.shape)]),
    "glu_backward(Tensor grad_output, Tensor self, int dim) -> Tensor",
  ),
  ...planned(
    softmax("_softmax", "softmax"),
    "_softmax(Tensor self, int dim, bool half_to_float) -> Tensor",
  ),
  ...planned(
    softmax("_log_softmax", "log_softmax"),
    "_log_softmax(Tensor self, int dim, bool half_to_float) -> Tensor",
  ),
  ...planned(
    softmax("_safe_softmax", "softmax"),
    "_safe_softmax(Tensor self, int dim, ScalarType? dtype=None) -> Tensor",
  ),
  ...planned(
    softmaxBackward("_softmax_backward_data"),
    "_softmax_backward_data(Tensor grad_output, Tensor output, int dim, ScalarType input_dtype) -> Tensor",
  ),
  ...planned(
    softmaxBackward("_log_softmax_backward_data"),
    "_log_softmax_backward_data(Tensor grad_output, Tensor output, int dim, ScalarType input_dtype) -> Tensor",
  ),
];
