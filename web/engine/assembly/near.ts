// By which a module learns whether it has fused multiply-add: 1 + 2⁻¹², and minus its square as float32
// has it. They leave the module, so that they stay variables, see numbers.ts.

export let NEAR = f32x4.splat(1.000244140625);
export let LESS = f32x4.splat(-1.00048828125);
