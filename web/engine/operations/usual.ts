// The operations of LeNet, and those that compute with what layers give: arithmetic, comparison, softmax,
// sums and products. A network without other kinds of layers needs no more.

import { arithmetic } from "./arithmetic";
import { comparison } from "./comparison";
import { operations as core } from "./core";
import { likelihood } from "./likelihood";
import type { Operations } from "./operation";
import { products } from "./products";
import { reduction } from "./reduction";
import { softmax } from "./softmax";

export { plainKernels } from "../kernels/plain-all";
export { POINTERS } from "../kernels/pointers-all";

export const operations: Operations = {
  ...core,
  ...arithmetic,
  ...comparison,
  ...likelihood,
  ...products,
  ...reduction,
  ...softmax,
};
