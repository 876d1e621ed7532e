// The plain kernels, all of them.

import { average } from "./average";
import { copy } from "./copy";
import { curves } from "./curves";
import { plainKernels as core } from "./plain";
import { pointwise } from "./pointwise";
import { rows } from "./rows";
import type { Kernels } from "./types";

export function plainKernels(
  memory: ArrayBuffer,
  f = new Float32Array(memory),
  i32 = new Int32Array(memory),
): Kernels {
  return {
    ...core(memory, f, i32),
    ...average(f),
    ...copy(i32),
    ...curves(f),
    ...pointwise(f),
    ...rows(f),
  };
}
