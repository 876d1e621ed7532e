// The plain kernels that every page loads, those of LeNet: readable, and what runs where WebAssembly is
// refused. plain-all.ts has the others.

import { conv } from "./conv";
import { matrix } from "./matrix";
import { pool } from "./pool";
import { rectifier } from "./rectifier";
import type { Kernels } from "./types";
import { update } from "./update";

/**
 * Kernels that need others come with the operations that call them. `f` and `i32` look at the same
 * memory; both may be doubles, and then the kernels compute in double.
 */
export function plainKernels(
  memory: ArrayBuffer,
  f = new Float32Array(memory),
  i32 = new Int32Array(memory),
): Kernels {
  const products = matrix(f);
  const core = {
    ...products,
    ...conv(f, products.matmul),
    ...pool(f, i32),
    ...rectifier(f),
    ...update(f),
  };
  return core as unknown as Kernels;
}
