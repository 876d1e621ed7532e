// All operations: the core, and what other networks need.

import { arithmetic } from "./arithmetic";
import { bags } from "./bags";
import { comparison } from "./comparison";
import { convolutions } from "./convolutions";
import { operations as core } from "./core";
import { curves } from "./curves";
import { distances } from "./distances";
import { factory } from "./factory";
import { functions } from "./functions";
import { grid } from "./grid";
import { indexing } from "./indexing";
import { losses } from "./losses";
import { normalization } from "./normalization";
import type { Operations } from "./operation";
import { order } from "./order";
import { pieces } from "./pieces";
import { pooling } from "./pooling";
import { products } from "./products";
import { random } from "./random";
import { reduction } from "./reduction";
import { resample } from "./resample";
import { softmax } from "./softmax";
import { volumes } from "./volumes";

export { plainKernels } from "../kernels/plain-all";

export const operations: Operations = {
  ...core,
  ...arithmetic,
  ...bags,
  ...comparison,
  ...convolutions,
  ...curves,
  ...distances,
  ...factory,
  ...functions,
  ...grid,
  ...indexing,
  ...losses,
  ...normalization,
  ...order,
  ...pieces,
  ...pooling,
  ...products,
  ...random,
  ...reduction,
  ...resample,
  ...softmax,
  ...volumes,
};
