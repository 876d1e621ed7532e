// How each aten operation of a tape becomes a call of a kernel.

import type { Kernels, Matrix, Window } from "./kernels/kernels";
import type { loss } from "./kernels/loss";
import type { strided } from "./kernels/strided";
import type { Tensor } from "./plan";

/** Kernels that are the same in both sets. */
export type Helpers = ReturnType<typeof loss> &
  ReturnType<typeof strided> & { fill(at: number, n: number, value: number): void };

/** What an operation finds when it is bound to memory. */
interface Call extends Helpers {
  k: Kernels;
  // biome-ignore lint/suspicious/noExplicitAny: each op has arguments of its own, checked in Python
  args: Record<string, any>;
  in(name: string): Tensor;
  has(name: string): boolean;
  out(index: number): Tensor | null;
  /** borrow memory for the time of this call */
  scratch(words: number): number;
}

type Bind = (call: Call) => () => void;

const put = (call: Call) => call.out(0) as Tensor;
const same = (a: number[], b: number[]) => a.length === b.length && a.every((x, i) => x === b[i]);

/** Strides that read `t` as if it were of `shape`: an axis of one, or a missing one, repeats. */
function broadcast(t: Tensor, shape: number[]): number[] {
  const missing = shape.length - t.shape.length;
  return shape.map((_, d) =>
    d < missing || t.shape[d - missing] === 1 ? 0 : t.strides[d - missing],
  );
}

/**
 * Operands of an elementwise op as rows of numbers that run alongside its output. One that lies
 * otherwise in memory, or repeats, is first copied in order.
 */
function rows(call: Call, names: string[]): { at: number[]; ready: () => void } {
  const y = put(call);
  const copies: (() => void)[] = [];
  const at = names.map((name) => {
    const t = call.in(name);
    if (same(t.shape, y.shape) && (same(t.strides, y.strides) || (t.contiguous && y.contiguous))) {
      return t.at;
    }
    const to = call.scratch(y.numel);
    const strides = broadcast(t, y.shape);
    copies.push(() => call.copy(t.at, to, y.shape, strides));
    return to;
  });
  const ready = () => {
    for (const copy of copies) copy();
  };
  return { at, ready };
}

/** The operand as numbers in reading order, copied first if it does not lie so. */
function inOrder(call: Call, name: string): { at: number; ready: () => void } {
  const t = call.in(name);
  if (t.contiguous) return { at: t.at, ready: () => {} };
  const at = call.scratch(t.numel);
  return { at, ready: () => call.copy(t.at, at, t.shape, t.strides) };
}

/** An elementwise op: `run(operands, y, n)`. */
function elementwise(
  names: string[],
  run: (call: Call, at: number[], y: number, n: number) => void,
): Bind {
  return (call) => {
    const y = put(call);
    const { at, ready } = rows(call, names);
    return () => {
      ready();
      run(call, at, y.at, y.numel);
    };
  };
}

/** `add` and `mul` with a tensor or a number as the second operand. */
function binary(
  withTensor: (call: Call, a: number, b: number, y: number, n: number) => void,
  withNumber: (call: Call, a: number, y: number, n: number) => void,
): Bind {
  return (call) =>
    call.has("other")
      ? elementwise(["self", "other"], (c, [a, b], y, n) => withTensor(c, a, b, y, n))(call)
      : elementwise(["self"], (c, [a], y, n) => withNumber(c, a, y, n))(call);
}

function matrixOf(t: Tensor): Matrix {
  return { at: t.at, row: t.strides[0], col: t.strides[1] };
}

/** a (m×k) b (k×n) into the output, plus a bias that may repeat. */
function product(call: Call, left: string, right: string, bias: string | null): () => void {
  const [a, b, y] = [call.in(left), call.in(right), put(call)];
  const [m, n] = y.shape;
  let add: Matrix | null = null;
  if (bias !== null) {
    const [row, col] = broadcast(call.in(bias), y.shape);
    add = { at: call.in(bias).at, row, col };
  }
  return () => call.k.matmul(m, n, a.shape[1], matrixOf(a), matrixOf(b), y.at, add);
}

/** The geometry of a convolution or pooling from image x to image y. */
function windowOf(x: number[], y: number[], kernel: number[], args: Call["args"]): Window {
  const [[n, c, h, w], [, o, oh, ow], [kh, kw]] = [x, y, kernel];
  const [[sh, sw], [ph, pw], [dh, dw]] = [args.stride, args.padding, args.dilation ?? [1, 1]];
  return { n, c, h, w, o, oh, ow, kh, kw, sh, sw, ph, pw, dh, dw };
}

/** A softmax, its logarithm, or a gradient of these, as (outer, len, inner) around its axis. */
function alongAxis(
  names: string[],
  run: (call: Call, at: number[], y: number, o: number, l: number, i: number) => void,
): Bind {
  return (call) => {
    const { shape, at: y } = put(call);
    const dim = (call.args.dim + shape.length) % (shape.length || 1);
    const size = (of: number[]) => of.reduce((p, s) => p * s, 1);
    const [outer, len, inner] = [
      size(shape.slice(0, dim)),
      shape[dim] ?? 1,
      size(shape.slice(dim + 1)),
    ];
    const operands = names.map((name) => inOrder(call, name));
    return () => {
      for (const o of operands) o.ready();
      run(
        call,
        operands.map((o) => o.at),
        y,
        outer,
        len,
        inner,
      );
    };
  };
}

const MEAN = 1;

export const binders: Record<string, Bind> = {
  relu: elementwise(["self"], ({ k }, [x], y, n) => k.relu(x, y, n)),
  threshold_backward: elementwise(["grad_output", "self"], ({ k }, [g, y], dx, n) =>
    k.reluGrad(g, y, dx, n),
  ),
  tanh: elementwise(["self"], ({ k }, [x], y, n) => k.tanh(x, y, n)),
  tanh_backward: elementwise(["grad_output", "output"], ({ k }, [g, y], dx, n) =>
    k.tanhGrad(g, y, dx, n),
  ),
  sigmoid: elementwise(["self"], ({ k }, [x], y, n) => k.sigmoid(x, y, n)),
  sigmoid_backward: elementwise(["grad_output", "output"], ({ k }, [g, y], dx, n) =>
    k.sigmoidGrad(g, y, dx, n),
  ),
  leaky_relu: elementwise(["self"], ({ k, args }, [x], y, n) =>
    k.leakyRelu(x, y, n, args.negative_slope),
  ),
  leaky_relu_backward: elementwise(["grad_output", "self"], ({ k, args }, [g, x], dx, n) =>
    k.leakyReluGrad(g, x, dx, n, args.negative_slope),
  ),
  add: binary(
    ({ k, args }, a, b, y, n) => k.add(a, b, y, n, args.alpha),
    ({ k, args }, a, y, n) => k.affine(a, y, n, 1, args.alpha * args.other),
  ),
  mul: binary(
    ({ k }, a, b, y, n) => k.mul(a, b, y, n),
    ({ k, args }, a, y, n) => k.affine(a, y, n, args.other, 0),
  ),
  clone: (call) => {
    const [x, y] = [call.in("self"), put(call)];
    return () => call.copy(x.at, y.at, x.shape, x.strides);
  },
  ones_like: (call) => () => call.fill(put(call).at, put(call).numel, 1),

  mm: (call) => product(call, "self", "mat2", null),
  addmm: (call) => product(call, "mat1", "mat2", "self"),

  sum: (call) => {
    const [x, y] = [call.in("self"), put(call)];
    const dims: number[] = call.args.dim;
    if (x.contiguous && x.shape.length === 2 && same(dims, [0])) {
      return () => call.k.sumRows(x.at, y.at, x.shape[0], x.shape[1]);
    }
    return () => call.sum(x.at, y.at, x.shape, x.strides, dims);
  },

  convolution: (call) => {
    const [x, w] = [inOrder(call, "input"), inOrder(call, "weight")];
    const bias = call.has("bias") ? call.in("bias").at : null;
    const win = windowOf(
      call.in("input").shape,
      put(call).shape,
      call.in("weight").shape.slice(2),
      call.args,
    );
    const scratch = call.scratch(call.k.convScratch(win));
    return () => {
      x.ready();
      w.ready();
      call.k.conv(x.at, w.at, bias, put(call).at, win, scratch);
    };
  },

  convolution_backward: (call) => {
    const [g, x, w] = ["grad_output", "input", "weight"].map((name) => inOrder(call, name));
    const [dx, dw, db] = [call.out(0), call.out(1), call.out(2)];
    const win = windowOf(
      call.in("input").shape,
      call.in("grad_output").shape,
      call.in("weight").shape.slice(2),
      call.args,
    );
    const scratch = call.scratch(call.k.convScratch(win));
    return () => {
      for (const operand of [g, x, w]) operand.ready();
      if (dx) call.k.convGradInput(g.at, w.at, dx.at, win, scratch);
      if (dw) call.k.convGradWeight(g.at, x.at, dw.at, win, scratch);
      if (db) call.k.convGradBias(g.at, db.at, win);
    };
  },

  max_pool2d_with_indices: (call) => {
    const x = inOrder(call, "self");
    const [y, index] = [put(call), call.out(1) as Tensor];
    const win = windowOf(call.in("self").shape, y.shape, call.args.kernel_size, call.args);
    return () => {
      x.ready();
      call.k.maxPool(x.at, y.at, index.at, win);
    };
  },

  max_pool2d_with_indices_backward: (call) => {
    const g = inOrder(call, "grad_output");
    const index = call.in("indices");
    const win = windowOf(
      put(call).shape,
      call.in("grad_output").shape,
      call.args.kernel_size,
      call.args,
    );
    return () => {
      g.ready();
      call.k.maxPoolGrad(g.at, index.at, put(call).at, win);
    };
  },

  avg_pool2d: (call) => {
    const x = inOrder(call, "self");
    const { kernel_size, count_include_pad, divisor_override } = call.args;
    const win = windowOf(call.in("self").shape, put(call).shape, kernel_size, call.args);
    return () => {
      x.ready();
      call.k.avgPool(x.at, put(call).at, win, count_include_pad, divisor_override);
    };
  },

  avg_pool2d_backward: (call) => {
    const g = inOrder(call, "grad_output");
    const { kernel_size, count_include_pad, divisor_override } = call.args;
    const win = windowOf(put(call).shape, call.in("grad_output").shape, kernel_size, call.args);
    return () => {
      g.ready();
      call.k.avgPoolGrad(g.at, put(call).at, win, count_include_pad, divisor_override);
    };
  },

  _softmax: alongAxis(["self"], (c, [x], y, o, l, i) => c.softmax(x, y, o, l, i)),
  _softmax_backward_data: alongAxis(["grad_output", "output"], (c, [g, y], dx, o, l, i) =>
    c.softmaxGrad(g, y, dx, o, l, i),
  ),
  _log_softmax: alongAxis(["self"], (c, [x], y, o, l, i) => c.logSoftmax(x, y, o, l, i)),
  _log_softmax_backward_data: alongAxis(["grad_output", "output"], (c, [g, y], dx, o, l, i) =>
    c.logSoftmaxGrad(g, y, dx, o, l, i),
  ),

  nll_loss_forward: (call) => {
    const x = inOrder(call, "self");
    const { shape } = call.in("self");
    const [label, y, weight] = [call.in("target").at, put(call).at, (call.out(1) as Tensor).at];
    const { reduction, ignore_index } = call.args;
    return () => {
      x.ready();
      call.nll(x.at, label, y, weight, shape[0], shape[1], reduction === MEAN, ignore_index);
    };
  },

  nll_loss_backward: (call) => {
    const [g, label, weight] = ["grad_output", "target", "total_weight"].map(
      (name) => call.in(name).at,
    );
    const { at, shape } = put(call);
    const { reduction, ignore_index } = call.args;
    return () =>
      call.nllGrad(g, label, weight, at, shape[0], shape[1], reduction === MEAN, ignore_index);
  },

  mse_loss: (call) => {
    const [x, t] = [inOrder(call, "self"), inOrder(call, "target")];
    const n = call.in("self").numel;
    return () => {
      x.ready();
      t.ready();
      call.mse(x.at, t.at, put(call).at, n, call.args.reduction === MEAN);
    };
  },

  mse_loss_backward: (call) => {
    const [x, t] = [inOrder(call, "self"), inOrder(call, "target")];
    const g = call.in("grad_output").at;
    return () => {
      x.ready();
      t.ready();
      call.mseGrad(g, x.at, t.at, put(call).at, put(call).numel, call.args.reduction === MEAN);
    };
  },
};
