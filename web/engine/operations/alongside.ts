// Operands whose rows run alongside those of the output, or have one number for all of a row.

import { type Tensor, tensor } from "../tensor";
import { dense } from "./by-kernel";
import type { Call } from "./operation";
import { blocks, broadcast, layOut } from "./strides";

/** The loop over the rows of y, for kernels; null where they are short, or an operand lies otherwise. */
export function alongside(y: Tensor, operands: Tensor[]) {
  const rows = blocks(layOut(y.shape, y.strides, ...operands.map((t) => broadcast(t, y.shape))));
  const [own, ...steps] = rows.steps;
  const even = own === 1 && steps.every((step) => step === 0 || step === 1);
  return even && rows.length > 3 && dense(y) ? rows : null;
}

/** Operands by name; a number is one of float32 once `ready` has run. */
export function operandsOf(call: Call, names: string[]) {
  const numbers: [number, number][] = [];
  const operands = names.map((name): Tensor => {
    if (call.in[name]) return call.in[name];
    const held = tensor(call.scratch(1), []);
    numbers.push([held.at, Number(call.args[name])]);
    return held;
  });
  const ready = () => {
    for (const [at, value] of numbers) call.f32[at] = value;
  };
  return { operands, ready };
}
