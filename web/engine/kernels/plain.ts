// The plain kernels, all together: readable, and what runs where WebAssembly is refused.

import { conv } from "./conv";
import type { Kernels } from "./kernels";
import { matrix } from "./matrix";
import { pointwise } from "./pointwise";
import { pool } from "./pool";
import { update } from "./update";

export function plainKernels(memory: ArrayBuffer): Kernels {
  const f = new Float32Array(memory);
  const i32 = new Int32Array(memory);
  return { ...pointwise(f), ...matrix(f), ...conv(f), ...pool(f, i32), ...update(f) };
}
