// The chapter's network in the engine: one digit goes in, the numbers of every stage come out.

import { type Tape, Trainer } from "../../engine";
import type { Numbers } from "./explain";
import { keyOf, named, type Stage, valuesOf } from "./stages";

export class Reader {
  private readonly opening: Promise<Trainer>;
  private readonly wanted: string[];
  private readonly constants: string[];
  private fixed: Record<string, ArrayLike<number>> | null = null;

  constructor(tape: Tape, stages: Stage[], parameters: Uint8Array) {
    this.opening = Trainer.open({
      tape: named(tape),
      parameters,
      where: "page", // one digit is a matter of a millisecond
    });
    this.opening.catch(() => {}); // who reads hears of it
    this.wanted = stages.flatMap(({ before, value }) => [keyOf(before), keyOf(value)]);
    this.constants = constantsOf(tape).map(keyOf);
  }

  async read(image: Uint8Array): Promise<Numbers> {
    const trainer = await this.opening;
    const { values } = await trainer.predict(image, [
      ...new Set(this.wanted),
      ...(this.fixed ? [] : this.constants),
    ]);
    this.fixed ??= Object.fromEntries(this.constants.map((key) => [key, values[key].data]));
    const known = this.fixed;
    return (value) => values[keyOf(value)]?.data ?? known[keyOf(value)];
  }

  close(): void {
    this.opening.then((trainer) => trainer.close()).catch(() => {});
  }
}

/** Values that ops take and that depend on no sample: weights, and views of them. */
function constantsOf(tape: Tape): number[] {
  const constant = new Set(tape.parameters.map(({ value }) => value));
  for (const op of tape.ops) {
    if (valuesOf(op).every((v) => constant.has(v))) constant.add(op.outputs[0] as number);
  }
  return [...constant];
}
