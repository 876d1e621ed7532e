// Products of vectors, and of batches of matrices.

import type { Tensor } from "../tensor";
import { elementwise } from "./elementwise";
import { matrix as core, matrixOf } from "./matrix";
import { type Bind, type Operations, ordered } from "./operation";

type As = (t: Tensor) => Tensor;

/** A tensor with another axis of one before its last `n`. */
const widened =
  (n: number): As =>
  (t) => {
    const at = t.shape.length - n;
    const put = (list: number[], item: number) => [...list.slice(0, at), item, ...list.slice(at)];
    return { ...t, shape: put(t.shape, 1), strides: put(t.strides, 0) };
  };

/** What makes a batch of matrices of it. */
const batch: As = (t) => t;
const matrix = widened(2);
const row: As = (t) => matrix(widened(1)(t));
const column: As = (t) => matrix(widened(0)(t));

/**
 * y = a b, matrix by matrix of a batch; or where there is a tensor `self` to add, β self + α a b.
 * With β 0 it is passed over, NaN and all.
 */
function product([left, asLeft]: [string, As], [right, asRight]: [string, As], adds = false): Bind {
  return ordered((call) => {
    const { y, k, in: ins } = call;
    const { alpha = 1, beta = 1 } = call.args;
    const [a, b] = [asLeft(ins[left]), asRight(ins[right])];
    const [p, q] = [matrixOf(a), matrixOf(b)];
    const [n, rows, inner] = a.shape;
    const columns = b.shape[2];
    const scratch = call.scratch(k.matmulScratch(rows, columns, inner));
    const formula = (s: number, product: number) => (beta && beta * s) + alpha * product;
    const add = adds
      ? elementwise(["self", "y"], () => formula)({ ...call, in: { self: ins.self, y } })
      : () => {};
    return () => {
      for (let i = 0; i < n; i++) {
        const from = { ...p, at: p.at + i * a.strides[0] };
        const times = { ...q, at: q.at + i * b.strides[0] };
        k.matmul(rows, columns, inner, from, times, y.at + i * rows * columns, null, scratch);
      }
      add();
    };
  }, false);
}

/** β self + α a b of two matrices. */
const addmm = product(["mat1", matrix], ["mat2", matrix], true);

export const products: Operations = {
  addmm: (call) => core.addmm(call) ?? addmm(call),
  addmv: product(["mat", matrix], ["vec", column], true),
  addr: product(["vec1", column], ["vec2", row], true),
  baddbmm: product(["batch1", batch], ["batch2", batch], true),
  bmm: product(["self", batch], ["mat2", batch]),
  dot: product(["self", row], ["tensor", column]),
  mv: product(["self", matrix], ["vec", column]),
  vdot: product(["self", row], ["other", column]),
};
