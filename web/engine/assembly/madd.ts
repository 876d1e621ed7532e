// c + a·b for four numbers at once. Where the machine can, kernel-module.ts makes one instruction of it:
// mul, the variable c, add, in this order.

// @ts-ignore: decorator
@inline
export function madd(a: v128, b: v128, c: v128): v128 {
  return f32x4.add(f32x4.mul(a, b), c);
}
