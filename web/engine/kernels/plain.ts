// The plain kernels, all together: readable, and what runs where WebAssembly is refused.

import { conv } from "./conv";
import { curves } from "./curves";
import { matrix } from "./matrix";
import { pointwise } from "./pointwise";
import { pool } from "./pool";
import { rows } from "./rows";
import type { Kernels } from "./types";
import { update } from "./update";

export function plainKernels(memory: ArrayBuffer): Kernels {
  const f = new Float32Array(memory);
  const i32 = new Int32Array(memory);
  const products = matrix(f);
  return {
    ...pointwise(f),
    ...products,
    ...rows(f),
    ...curves(f),
    ...conv(f, products.matmul),
    ...pool(f, i32),
    ...update(f),
  };
}
