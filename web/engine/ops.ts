// How each aten operation of a tape becomes a call of a kernel.

import type { loss } from "./kernels/loss";
import type { strided } from "./kernels/strided";
import type { Kernels, Matrix, Window } from "./kernels/types";
import type { Tensor } from "./tensor";

/** Kernels that are the same in both sets. */
export type Helpers = ReturnType<typeof loss> &
  ReturnType<typeof strided> & { fill(at: number, n: number, value: number): void };

/** What an operation finds when it is bound to memory. */
interface Call extends Helpers {
  k: Kernels;
  // biome-ignore lint/suspicious/noExplicitAny: each op has arguments of its own, checked in Python
  args: Record<string, any>;
  in: Record<string, Tensor>;
  out: (Tensor | null)[];
  /** the first output */
  y: Tensor;
  /** borrow memory for the time of this call */
  scratch(words: number): number;
}

type Run = (...args: number[]) => void;
type Bind = (call: Call) => () => void;

const same = (a: number[], b: number[]) => a.length === b.length && a.every((x, i) => x === b[i]);

/** Strides that read `t` as if it were of `shape`: an axis of one, or a missing one, repeats. */
function broadcast(t: Tensor, shape: number[]): number[] {
  const missing = shape.length - t.shape.length;
  return shape.map((_, d) =>
    d < missing || t.shape[d - missing] === 1 ? 0 : t.strides[d - missing],
  );
}

/** Write the entries of `t` one after another, in reading order: the sum over no axis. */
const copy = (call: Call, t: Tensor, to: number) => () =>
  call.sum(t.at, to, t.shape, t.strides, []);

/**
 * Operands of an elementwise op as rows of numbers that run alongside its output. One that lies
 * otherwise in memory, or repeats, is first copied in order.
 */
function rows(call: Call, names: string[]): { at: number[]; ready: () => void } {
  const y = call.y;
  const copies: (() => void)[] = [];
  const at = names.map((name) => {
    const t = call.in[name];
    if (same(t.shape, y.shape) && (same(t.strides, y.strides) || (t.contiguous && y.contiguous))) {
      return t.at;
    }
    const to = call.scratch(y.numel);
    const strides = broadcast(t, y.shape);
    copies.push(copy(call, { ...t, shape: y.shape, strides }, to));
    return to;
  });
  const ready = () => {
    for (const copy of copies) copy();
  };
  return { at, ready };
}

/** An elementwise op is a kernel of its operands, its output, their length, some arguments. */
function elementwise(kernel: keyof Kernels, names: string[], ...more: string[]): Bind {
  return (call) => {
    const y = call.y;
    const { at, ready } = rows(call, names);
    const rest = more.map((name) => call.args[name]);
    return () => {
      ready();
      (call.k[kernel] as Run)(...at, y.at, y.numel, ...rest);
    };
  };
}

/** An op on operands that lie in reading order, copied first if they do not: `run(...places)`. */
function ordered(names: string[], make: (call: Call) => Run): Bind {
  return (call) => {
    const copies: (() => void)[] = [];
    const places = names.map((name) => {
      const t = call.in[name];
      if (t.contiguous) return t.at;
      const at = call.scratch(t.numel);
      copies.push(copy(call, t, at));
      return at;
    });
    const run = make(call);
    return () => {
      for (const copy of copies) copy();
      run(...places);
    };
  };
}

function matrixOf(t: Tensor): Matrix {
  return { at: t.at, row: t.strides[0], col: t.strides[1] };
}

/** a (m×k) b (k×n) into the output, plus a bias that may repeat. */
function product(call: Call, left: string, right: string, bias: string | null): () => void {
  const [a, b, y] = [call.in[left], call.in[right], call.y];
  const [m, n] = y.shape;
  let add: Matrix | null = null;
  if (bias !== null) {
    const [row, col] = broadcast(call.in[bias], y.shape);
    add = { at: call.in[bias].at, row, col };
  }
  return () => call.k.matmul(m, n, a.shape[1], matrixOf(a), matrixOf(b), y.at, add);
}

/** The geometry of a convolution or pooling from image x to image y. */
function windowOf({ args, in: ins }: Call, x: Tensor, y: Tensor): Window {
  const [[n, c, h, w], [, o, oh, ow]] = [x.shape, y.shape];
  const [kh, kw] = args.kernel_size ?? ins.weight.shape.slice(2);
  const [[sh, sw], [ph, pw], [dh, dw]] = [args.stride, args.padding, args.dilation ?? [1, 1]];
  return { n, c, h, w, o, oh, ow, kh, kw, sh, sw, ph, pw, dh, dw };
}

type AlongAxis = "softmax" | "softmaxGrad" | "logSoftmax" | "logSoftmaxGrad";

/** A softmax, its logarithm, or a gradient of these, as (outer, len, inner) around its axis. */
function alongAxis(kernel: AlongAxis, names: string[]): Bind {
  return ordered(names, (call) => {
    const { shape, at } = call.y;
    const dim = (call.args.dim + shape.length) % (shape.length || 1);
    const size = (of: number[]) => of.reduce((p, s) => p * s, 1);
    const [outer, inner] = [size(shape.slice(0, dim)), size(shape.slice(dim + 1))];
    return (...operands) => (call[kernel] as Run)(...operands, at, outer, shape[dim] ?? 1, inner);
  });
}

const MEAN = 1;

export const binders: Record<string, Bind> = {
  relu: elementwise("relu", ["self"]),
  threshold_backward: elementwise("reluGrad", ["grad_output", "self"]),
  tanh: elementwise("tanh", ["self"]),
  tanh_backward: elementwise("tanhGrad", ["grad_output", "output"]),
  sigmoid: elementwise("sigmoid", ["self"]),
  sigmoid_backward: elementwise("sigmoidGrad", ["grad_output", "output"]),
  leaky_relu: elementwise("leakyRelu", ["self"], "negative_slope"),
  leaky_relu_backward: elementwise("leakyReluGrad", ["grad_output", "self"], "negative_slope"),
  // the second operand of a sum or product is a tensor or a number
  add: (call) => {
    if (call.in.other) return elementwise("add", ["self", "other"], "alpha")(call);
    const args = { one: 1, shift: call.args.alpha * call.args.other };
    return elementwise("affine", ["self"], "one", "shift")({ ...call, args });
  },
  mul: (call) => {
    if (call.in.other) return elementwise("mul", ["self", "other"])(call);
    const args = { scale: call.args.other, zero: 0 };
    return elementwise("affine", ["self"], "scale", "zero")({ ...call, args });
  },
  clone: (call) => copy(call, call.in.self, call.y.at),
  ones_like: (call) => () => call.fill(call.y.at, call.y.numel, 1),

  mm: (call) => product(call, "self", "mat2", null),
  addmm: (call) => product(call, "mat1", "mat2", "self"),

  sum: (call) => {
    const [x, y] = [call.in.self, call.y];
    const dims: number[] = call.args.dim;
    if (x.contiguous && x.shape.length === 2 && same(dims, [0])) {
      return () => call.k.sumRows(x.at, y.at, x.shape[0], x.shape[1]);
    }
    return () => call.sum(x.at, y.at, x.shape, x.strides, dims);
  },

  convolution: ordered(["input", "weight"], (call) => {
    const bias = call.in.bias?.at ?? null;
    const win = windowOf(call, call.in.input, call.y);
    const scratch = call.scratch(call.k.convScratch(win));
    return (x, w) => call.k.conv(x, w, bias, call.y.at, scratch, win);
  }),

  convolution_backward: ordered(["grad_output", "input", "weight"], (call) => {
    const [dx, dw, db] = [call.out[0], call.out[1], call.out[2]];
    const win = windowOf(call, call.in.input, call.in.grad_output);
    const scratch = call.scratch(call.k.convScratch(win));
    return (g, x, w) => {
      if (dx) call.k.convGradInput(g, w, dx.at, scratch, win);
      if (dw) call.k.convGradWeight(g, x, dw.at, scratch, win);
      if (db) call.k.convGradBias(g, db.at, win);
    };
  }),

  max_pool2d_with_indices: ordered(["self"], (call) => {
    const [y, index] = [call.y, call.out[1] as Tensor];
    const win = windowOf(call, call.in.self, y);
    return (x) => call.k.maxPool(x, y.at, index.at, win);
  }),

  max_pool2d_with_indices_backward: ordered(["grad_output", "indices"], (call) => {
    const win = windowOf(call, call.y, call.in.grad_output);
    return (g, index) => call.k.maxPoolGrad(g, index, call.y.at, win);
  }),

  avg_pool2d: ordered(["self"], (call) => {
    const { count_include_pad, divisor_override } = call.args;
    const win = windowOf(call, call.in.self, call.y);
    return (x) => call.k.avgPool(x, call.y.at, win, count_include_pad, divisor_override);
  }),

  avg_pool2d_backward: ordered(["grad_output"], (call) => {
    const { count_include_pad, divisor_override } = call.args;
    const win = windowOf(call, call.y, call.in.grad_output);
    return (g) => call.k.avgPoolGrad(g, call.y.at, win, count_include_pad, divisor_override);
  }),

  _softmax: alongAxis("softmax", ["self"]),
  _softmax_backward_data: alongAxis("softmaxGrad", ["grad_output", "output"]),
  _log_softmax: alongAxis("logSoftmax", ["self"]),
  _log_softmax_backward_data: alongAxis("logSoftmaxGrad", ["grad_output", "output"]),

  nll_loss_forward: ordered(["self", "target"], (call) => {
    const [n, c] = call.in.self.shape;
    const [y, weight] = [call.y.at, (call.out[1] as Tensor).at];
    const { reduction, ignore_index } = call.args;
    return (x, label) => call.nll(x, label, y, weight, n, c, reduction === MEAN, ignore_index);
  }),

  nll_loss_backward: ordered(["grad_output", "target", "total_weight"], (call) => {
    const { at, shape } = call.y;
    const [n, c] = shape;
    const { reduction, ignore_index } = call.args;
    return (g, label, weight) =>
      call.nllGrad(g, label, weight, at, n, c, reduction === MEAN, ignore_index);
  }),

  mse_loss: ordered(["self", "target"], (call) => {
    const n = call.in.self.numel;
    return (x, t) => call.mse(x, t, call.y.at, n, call.args.reduction === MEAN);
  }),

  mse_loss_backward: ordered(["grad_output", "self", "target"], (call) => {
    const { at, numel } = call.y;
    return (g, x, t) => call.mseGrad(g, x, t, at, numel, call.args.reduction === MEAN);
  }),
};
