// Modules that scripts/engine.mjs makes while bundling, and what it decides.

/** Whether the engine may have networks with wide layers, which shards divide. */
declare const WIDE: boolean;
/** Whether the engine has operations that draw random numbers. */
declare const RANDOM: boolean;

declare module "livenet:kernels" {
  /** the kernel module with SIMD, deflated, in base64 */
  export const packed: string;
}

declare module "livenet:worker" {
  /**
   * The whole engine as one function that refers to nothing outside itself: called on the page's
   * thread, or turned into text for a worker.
   */
  export default function engine(): typeof import("./worker");
}

declare module "livenet:operations" {
  /** operations/core.ts, or operations/all.ts where a network needs more */
  export const operations: import("./operations/operation").Operations;
  /** the plain kernels that these call */
  export function plainKernels(memory: ArrayBuffer): import("./kernels/types").Kernels;
  /** the fast ones, and how many places in memory each takes */
  export const POINTERS: Record<string, number>;
}
