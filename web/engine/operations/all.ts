// All operations: the usual ones, and what other networks need.

import { bags } from "./bags";
import { convolutions } from "./convolutions";
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
import { random } from "./random";
import { resample } from "./resample";
import { operations as usual } from "./usual";
import { volumes } from "./volumes";

export { plainKernels } from "../kernels/plain-all";
export { POINTERS } from "../kernels/pointers-all";

export const operations: Operations = {
  ...usual,
  ...bags,
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
  ...random,
  ...resample,
  ...volumes,
};
