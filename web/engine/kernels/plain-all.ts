// The plain kernels, all of them.

import { average } from "./average";
import { curves } from "./curves";
import { plainKernels as core } from "./plain";
import { pointwise } from "./pointwise";
import { rows } from "./rows";
import type { Kernels } from "./types";

export function plainKernels(memory: ArrayBuffer): Kernels {
  const f = new Float32Array(memory);
  return { ...core(memory), ...average(f), ...curves(f), ...pointwise(f), ...rows(f) };
}
