// Losses and their gradients.

import type { Inspect } from "../context";
import { type Entry, planned } from "../entry";
import { check } from "../errors";
import { layout } from "../layout";
import type { Args } from "../schema";
import { broadcastShapes, elementwiseOf, shown } from "../shapes";
import type { Tensor } from "../tensors";
import { common, family } from "./elementwise";
import { likeStrides } from "./factory";
import { fixed, wantFloat, wantWide } from "./fixed";
import { inspected, within } from "./places";

const NONE = 0;
const PAIR = ["self", "target"];

const KERNELS: Record<string, string> = {
  mse_loss: "mse_cpu",
  smooth_l1_loss: "smooth_l1_cpu",
  huber_loss: "huber_cpu",
  binary_cross_entropy: "binary_cross_entropy",
  binary_cross_entropy_with_logits: "log_sigmoid_cpu",
};

/** Raises where two tensors that have to be of one dtype are not. */
function sameDtype(self: Tensor, target: Tensor) {
  const [expected, found] = [self.layout.dtype, target.layout.dtype];
  check(expected === found, () => `Found dtype ${found.title} but expected ${expected.title}`);
}

/** A term for each number, or one number of all of them. */
const terms = (engine: string) =>
  fixed(
    engine,
    (a) => {
      const { self, target, reduction } = a;
      if (engine === "binary_cross_entropy") sameDtype(self, target);
      const dtype = common(a, PAIR);
      check(
        engine !== "smooth_l1_loss" || a.beta >= 0,
        () => "smooth_l1_loss does not support negative values for beta.",
      );
      check(
        engine !== "huber_loss" || a.delta > 0,
        () => "huber_loss does not support non-positive values for delta.",
      );
      wantFloat(dtype, KERNELS[engine] ?? `${engine}_cpu`);
      if (reduction === NONE) {
        const pair = engine.endsWith("logits") ? [target, self] : [self, target];
        const { shape, strides } = elementwiseOf(pair.map((t) => t.layout));
        return [layout(dtype, shape, strides)];
      }
      broadcastShapes(self.layout.shape, target.layout.shape);
      return [layout(dtype, [])];
    },
    { compute: (a) => common(a, PAIR) },
  );

/** Raises for shapes that no class index fits. */
function checkClasses({ self, target, weight }: Args) {
  const [x, t] = [self.layout, target.layout];
  check(x.shape.length > 0 && x.shape.length <= 2, () => "input tensor should be 1D or 2D");
  check(t.shape.length <= 1, () => "0D or 1D target tensor expected, multi-target not supported");
  check(
    x.shape.length > 1 || t.shape.length === 0 || t.numel === 1,
    () => `For 1D input, 1D target must have size 1, but got target size: ${t.numel}`,
    "ValueError",
  );
  check(
    x.shape.length === 1 || x.shape[0] === t.shape[0],
    () => `size mismatch (got input: ${shown(x.shape)}, target: ${shown(t.shape)})`,
  );
  const classes = x.shape.at(-1) as number;
  check(
    !weight || (weight.layout.shape.length === 1 && weight.layout.numel === classes),
    () =>
      `weight tensor should be defined either for all ${classes} classes or no classes but got weight tensor of shape: ${shown(weight.layout.shape)}`,
  );
  wantFloat(x.dtype, "nll_loss_out_frame");
}

const nll = (a: Args) => {
  const { self, target, reduction } = a;
  checkClasses(a);
  const { dtype, shape } = self.layout;
  const each = reduction === NONE && shape.length === 2;
  return [layout(dtype, each ? target.layout.shape : []), layout(dtype, [])];
};

const alike = ({ self }: Args) => [layout(self.layout.dtype, self.layout.shape)];

/** Raises for a class that is not there and is not the one to pass over. */
const inClasses = within({
  of: "target",
  size: ({ self }) => self.layout.shape[self.layout.shape.length === 1 ? 0 : 1],
  kind: () => "IndexError",
  sentence: (i) => `Target ${i} is out of bounds.`,
  except: ({ ignore_index }) => ignore_index,
});

const inMargin = within({
  of: "target",
  size: ({ self }) => self.layout.shape.at(-1) ?? 1,
  kind: () => "RuntimeError",
  sentence: () => "target out of range",
});

/** Of (N, C, H, W) a term for each place. */
const nll2d = ({ self, target, reduction }: Args) => {
  const { dtype, shape } = self.layout;
  check(
    target.layout.shape.length === 3,
    () =>
      `only batches of spatial targets supported (3D tensors) but got targets of dimension: ${target.layout.shape.length}`,
  );
  check(
    shape.length === 4,
    () =>
      `only batches of spatial inputs supported (4D tensors), but got input of dimension: ${shape.length}`,
  );
  return [layout(dtype, reduction === NONE ? target.layout.shape : []), layout(dtype, [])];
};

/** Gradients that torch lays in reading order. */
const PAIRS = [
  ["mse_loss_backward", ""],
  ["smooth_l1_loss_backward", ", float beta"],
  ["huber_loss_backward", ", float delta"],
];
const pairBackward = ({ self, target }: Args) => {
  sameDtype(self, target);
  return [layout(self.layout.dtype, broadcastShapes(self.layout.shape, target.layout.shape))];
};

const margin = ({ self, target, reduction }: Args) => {
  const { dtype, shape } = self.layout;
  const wanted = shape.length < 2 ? 1 : shape[0];
  const of: number[] = target.layout.shape;
  check(
    shape.length < 3 && (shape.at(-1) ?? 1) !== 0,
    () =>
      `Expected non-empty vector or matrix with optional 0-dim batch size, but got: ${shown(shape)}`,
  );
  check(
    of.length < 2 && target.layout.numel === wanted,
    () =>
      `multi_margin_loss: target tensor should be 1-D with size equal to the number of input samples (batch size). Expected target size [${wanted}], but got ${shown(of)}. Input has shape ${shown(shape)}.`,
  );
  wantWide(dtype, "multi_margin_loss_cpu_kernel");
  return [layout(dtype, reduction === NONE && of.length ? [wanted] : [])];
};

/** Raises where something is no probability. */
const chances: Inspect = (given, context) => {
  for (const [name, of] of [
    ["input", given.self],
    ["target", given.target],
  ] as const) {
    check(
      context.read(of as Tensor).every((p) => p >= 0 && p <= 1),
      () => `all elements of ${name} should be between 0 and 1`,
    );
  }
};

export const losses: Entry[] = [
  ...planned(terms("mse_loss"), "mse_loss(Tensor self, Tensor target, int reduction=1) -> Tensor"),
  ...planned(
    terms("smooth_l1_loss"),
    "smooth_l1_loss(Tensor self, Tensor target, int reduction=1, float beta=1.) -> Tensor",
  ),
  ...planned(
    terms("huber_loss"),
    "huber_loss(Tensor self, Tensor target, int reduction=1, float delta=1.) -> Tensor",
  ),
  ...planned(
    terms("soft_margin_loss"),
    "soft_margin_loss(Tensor self, Tensor target, int reduction=1) -> Tensor",
  ),
  ...planned(
    inspected(terms("binary_cross_entropy"), chances),
    "binary_cross_entropy(Tensor self, Tensor target, Tensor? weight=None, int reduction=1) -> Tensor",
  ),
  ...planned(
    terms("binary_cross_entropy_with_logits"),
    "binary_cross_entropy_with_logits(Tensor self, Tensor target, Tensor? weight=None, Tensor? pos_weight=None, int reduction=1) -> Tensor",
  ),
  ...PAIRS.flatMap(([engine, more]) =>
    planned(
      fixed(engine, pairBackward),
      `${engine}(Tensor grad_output, Tensor self, Tensor target, int reduction${more}) -> Tensor`,
    ),
  ),
  ...family(
    { names: ["target", "self", "grad_output"] },
    "soft_margin_loss_backward(Tensor grad_output, Tensor self, Tensor target, int reduction) -> Tensor",
  ),
  ...planned(
    fixed("binary_cross_entropy_backward", ({ self }) => [
      layout(self.layout.dtype, self.layout.shape, likeStrides(self.layout, null)),
    ]),
    "binary_cross_entropy_backward(Tensor grad_output, Tensor self, Tensor target, Tensor? weight=None, int reduction=1) -> Tensor",
  ),
  ...planned(
    inspected(fixed("nll_loss_forward", nll), inClasses),
    "nll_loss_forward(Tensor self, Tensor target, Tensor? weight, int reduction, SymInt ignore_index) -> (Tensor output, Tensor total_weight)",
  ),
  ...planned(
    inspected(fixed("nll_loss_backward", alike), inClasses),
    "nll_loss_backward(Tensor grad_output, Tensor self, Tensor target, Tensor? weight, int reduction, SymInt ignore_index, Tensor total_weight) -> Tensor",
  ),
  ...planned(
    inspected(fixed("nll_loss2d_forward", nll2d), inClasses),
    "nll_loss2d_forward(Tensor self, Tensor target, Tensor? weight, int reduction, SymInt ignore_index) -> (Tensor output, Tensor total_weight)",
  ),
  ...planned(
    inspected(fixed("nll_loss2d_backward", alike), inClasses),
    "nll_loss2d_backward(Tensor grad_output, Tensor self, Tensor target, Tensor? weight, int reduction, SymInt ignore_index, Tensor total_weight) -> Tensor",
  ),
  ...planned(
    inspected(fixed("multi_margin_loss", margin), inMargin),
    "multi_margin_loss(Tensor self, Tensor target, Scalar p=1, Scalar margin=1, Tensor? weight=None, int reduction=1) -> Tensor",
  ),
  ...planned(
    inspected(fixed("multi_margin_loss_backward", alike), inMargin),
    "multi_margin_loss_backward(Tensor grad_output, Tensor self, Tensor target, Scalar p, Scalar margin, Tensor? weight=None, int reduction=1) -> Tensor",
  ),
];
