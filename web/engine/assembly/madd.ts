// c + a·b for four numbers at once. Where the machine can, kernel-module.ts makes one instruction of it:
// mul, the variable c, add, in this order.

import { LESS, NEAR } from "./near";

// @ts-ignore: decorator
@inline
export function madd(a: v128, b: v128, c: v128): v128 {
  return f32x4.add(f32x4.mul(a, b), c);
}

/** Whether it rounds once: then something is left of a square when its rounded self is taken away. */
// @ts-ignore: decorator
@inline
export function fuses(): bool {
  return v128.any_true(madd(NEAR, NEAR, LESS));
}
