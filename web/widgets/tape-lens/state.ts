// The state of TapeLens: the step that was executed, line by line, and the line that is looked at,
// which is a trait.

import type { AnyModel } from "@anywidget/types";
import type { Tape, Trace, Values } from "../../engine";
import { type OptimizerName, options } from "../shared/optimizers";
import { assign } from "../shared/traits";
import { type Line, linesOf, namesOf, usesOf } from "./lines";
import { Layout } from "./memory";

/** What torch calls the numbers that an optimizer keeps beside each weight. */
const SLOTS: Record<string, string[]> = {
  SGD: ["momentum_buffer"],
  RMSprop: ["square_avg"],
  Adam: ["exp_avg", "exp_avg_sq"],
  AdamW: ["exp_avg", "exp_avg_sq"],
};

export class Reel {
  readonly lines: Line[];
  readonly layout: Layout;
  readonly name: (value: number) => string;
  readonly slotNames: string[];
  /** what wrote a value, and what reads it */
  readonly uses: ReturnType<typeof usesOf>;

  constructor(
    private readonly model: AnyModel,
    private readonly tape: Tape,
    private readonly trace: Trace,
  ) {
    const optimizer: OptimizerName = model.get("optimizer");
    const { name } = options(optimizer, model.get("momentum"));
    this.lines = linesOf(tape, trace, name);
    this.layout = new Layout(tape, trace, this.lines);
    this.name = namesOf(tape);
    this.slotNames = SLOTS[name];
    this.uses = usesOf(this.lines);
  }

  /** The number of the line that was executed last, from 0. */
  get at(): number {
    return Math.max(0, Math.min(this.lines.length, this.model.get("step")) - 1);
  }

  get line(): Line {
    return this.lines[this.at];
  }

  /** The loss of the batch. */
  get loss(): number {
    return this.trace.values[this.tape.loss as number].data[0];
  }

  /** Go to a line, or so many lines on or back. */
  go(line: number): void {
    assign(this.model, { step: Math.max(0, Math.min(this.lines.length - 1, line)) + 1 });
  }

  advance(lines: number): void {
    this.go(this.at + lines);
  }

  /** A value as the tape's line wrote it, or as it was before the step. */
  value(value: number): Values {
    return this.trace.values[value];
  }

  dtype(value: number): string {
    return this.tape.values[value].dtype;
  }

  /** Whether the loss has been computed once a line has been executed. */
  hasLoss(line: number): boolean {
    return line >= this.uses.writer(this.tape.loss as number);
  }
}
