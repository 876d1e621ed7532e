// Parameters within the bytes that livenet.tape.pack writes: float32, in state_dict order.

import type { Tape, Values } from "../../engine";

/** The shape of each parameter by name, in order. */
export function shapes(tape: Tape): [string, number[]][] {
  return tape.parameters.map(({ name, value }) => [name, tape.values[value].shape as number[]]);
}

/** One parameter, copied. */
export function parameter(tape: Tape, bytes: Uint8Array, name: string): Values {
  let from = 0;
  for (const [other, shape] of shapes(tape)) {
    const size = shape.reduce((product, n) => product * n, 1);
    if (other === name) {
      return { shape, data: new Float32Array(bytes.slice(4 * from, 4 * (from + size)).buffer) };
    }
    from += size;
  }
  throw new Error(`The tape has no parameter ${name}.`);
}
