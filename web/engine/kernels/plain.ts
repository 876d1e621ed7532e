// The plain kernels that every page loads, those of LeNet: readable, and what runs where WebAssembly is
// refused. plain-all.ts has the others.

import { conv } from "./conv";
import { matrix } from "./matrix";
import { pool } from "./pool";
import { rectifier } from "./rectifier";
import type { Kernels } from "./types";
import { update } from "./update";

/** Kernels that need others come with the operations that call them. */
export function plainKernels(memory: ArrayBuffer): Kernels {
  const f = new Float32Array(memory);
  const i32 = new Int32Array(memory);
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
