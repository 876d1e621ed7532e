// The plain kernels, all of them.

import { arithmetic } from "./arithmetic";
import { average } from "./average";
import { cascading } from "./cascade";
import { coins } from "./coins";
import { copy } from "./copy";
import { curves } from "./curves";
import { depthwise } from "./depthwise";
import { functions } from "./functions";
import { grid } from "./grid";
import { lengths } from "./lengths";
import { likelihood } from "./likelihood";
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
    ...arithmetic(f, i32),
    ...average(f),
    ...cascading(f, i32),
    ...coins(f, i32),
    ...copy(i32),
    ...curves(f),
    ...depthwise(f),
    ...functions(f),
    ...grid(f),
    ...lengths(f, i32),
    ...likelihood(f),
    ...pointwise(f),
    ...rows(f),
  };
}
