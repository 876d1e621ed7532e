// All operations: the core, and what other networks need.

import { arithmetic } from "./arithmetic";
import { comparison } from "./comparison";
import { convolutions } from "./convolutions";
import { operations as core } from "./core";
import { curves } from "./curves";
import { factory } from "./factory";
import { functions } from "./functions";
import { indexing } from "./indexing";
import { losses } from "./losses";
import { normalization } from "./normalization";
import type { Operations } from "./operation";
import { pieces } from "./pieces";
import { pooling } from "./pooling";
import { products } from "./products";
import { random } from "./random";
import { reduction } from "./reduction";
import { resample } from "./resample";
import { softmax } from "./softmax";

export const operations: Operations = {
  ...core,
  ...arithmetic,
  ...comparison,
  ...convolutions,
  ...curves,
  ...factory,
  ...functions,
  ...indexing,
  ...losses,
  ...normalization,
  ...pieces,
  ...pooling,
  ...products,
  ...random,
  ...reduction,
  ...resample,
  ...softmax,
};
