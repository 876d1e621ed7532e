// The product of two matrices, with a bias that may repeat.

import type { Matrix } from "../kernels/types";
import type { Tensor } from "../tensor";
import { elementwise } from "./elementwise";
import { type Call, type Operations, ordered } from "./operation";
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
  return () => k.matmul(m, n, a.shape[1], matrixOf(a), matrixOf(b), y.at, add);
}

export const matrix: Operations = {
  mm: ordered((call) => product(call, call.in.self, call.in.mat2, null), false),

  addmm: ordered((call) => {
    const { self, mat1, mat2 } = call.in;
    const { alpha = 1, beta = 1 } = call.args;
    if (alpha === 1 && beta === 1) return product(call, mat1, mat2, self);
    const multiply = product(call, mat1, mat2, null);
    // with beta 0 the bias is passed over, NaN and all
    const add = elementwise(["self", "product"], () => (s, p) => {
      return (beta && beta * s) + alpha * p;
    })({ ...call, in: { self, product: call.y } });
    return () => {
      multiply();
      add();
    };
  }, false),
};
