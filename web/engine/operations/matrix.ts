// The product of two matrices, with a bias that may repeat.

import type { Matrix } from "../kernels/types";
import type { Tensor } from "../tensor";
import { type Call, type Operations, only, ordered } from "./operation";
import { broadcast } from "./strides";

/** The matrix of the last two axes. */
export function matrixOf({ at, shape, strides }: Tensor): Matrix {
  const last = shape.length - 1;
  return { at, row: strides[last - 1], col: strides[last] };
}

/** a (m×k) b (k×n) into the output, plus `bias` where there is one. */
function product(call: Call, a: Tensor, b: Tensor, bias: Tensor | null): () => void {
  const { y, k } = call;
  const [m, n] = y.shape;
  let add: Matrix | null = null;
  if (bias) {
    const [row, col] = broadcast(bias, y.shape);
    add = { at: bias.at, row, col };
  }
  const [inner, p, q] = [a.shape[1], matrixOf(a), matrixOf(b)];
  const scratch = call.scratch(k.matmulScratch(m, n, inner));
  return () => k.matmul(m, n, inner, p, q, y.at, add, scratch);
}

/** The arguments that a product with a bias has in the core. */
export const UNSCALED = { alpha: [null, 1], beta: [null, 1] };

export const matrix: Operations = {
  mm: ordered((call) => product(call, call.in.self, call.in.mat2, null), false),

  addmm: only(UNSCALED, (call) => {
    // a kernel takes a bias whose numbers stand side by side
    const strided = broadcast(call.in.self, call.y.shape)[1] > 1;
    return ordered((c) => product(c, c.in.mat1, c.in.mat2, c.in.self), strided)(call);
  }),
};
