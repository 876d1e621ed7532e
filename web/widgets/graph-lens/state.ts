// The state of GraphLens: which box is chosen and how far the pass has come, both traits.

import type { AnyModel } from "@anywidget/types";
import { assign } from "../shared/traits";
import type { GraphData } from "./types";

export class Pass {
  constructor(
    private readonly model: AnyModel,
    readonly graph: GraphData,
  ) {}

  /** How many nodes have run. */
  get step(): number {
    return this.bounded(this.model.get("step"), this.graph.order.length);
  }

  get chosen(): number {
    return this.bounded(this.model.get("chosen"), this.graph.boxes.length - 1);
  }

  /** Look at a box. */
  choose(box: number): void {
    assign(this.model, { chosen: box });
  }

  /** Let so many nodes run, or take back so many. */
  advance(steps: number): void {
    assign(this.model, { step: this.bounded(this.step + steps, this.graph.order.length) });
  }

  private bounded(value: number, most: number): number {
    return Math.max(0, Math.min(most, value));
  }
}
