// Sums and products of two tensors, or of a tensor and a number; copies.

import { vectorised } from "./elementwise";
import { type Bind, copy, type Operations } from "./operation";

const addNumber = vectorised(
  "affine",
  ["self"],
  ({ other, alpha = 1 }) =>
    (a) =>
      a + alpha * other,
  ({ other, alpha = 1 }) => [1, alpha * other],
);
const addTensor = vectorised(
  "add",
  ["self", "other"],
  ({ alpha = 1 }) =>
    (a, b) =>
      a + alpha * b,
  ({ alpha = 1 }) => [alpha],
);
const mulNumber = vectorised(
  "affine",
  ["self"],
  ({ other }) =>
    (a) =>
      a * other,
  ({ other }) => [other, 0],
);
const mulTensor = vectorised("mul", ["self", "other"], () => (a, b) => a * b);

/** Copies of `self`, whatever its dtype becomes. */
const clone: Bind = (call) => copy(call, call.in.self, call.y);

export const basics: Operations = {
  add: (call) => (call.in.other ? addTensor : addNumber)(call),
  mul: (call) => (call.in.other ? mulTensor : mulNumber)(call),
  clone,
  _to_copy: clone,
};
