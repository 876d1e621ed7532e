// All operations: the core, and what other networks need.

import { operations as core } from "./core";
import type { Operations } from "./operation";

export const operations: Operations = {
  ...core,
};
