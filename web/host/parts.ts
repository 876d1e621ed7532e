// The parts of a page's widgets: those that refer to one another, by holding or by a link, arrive
// together, and apart from others.

import { modelIds } from "../shared/references";
import type { State } from "./state";

/** Splits a page's state; `take` gives each part once, when the first of its widgets is asked for. */
export class Parts {
  private readonly partOf = new Map<string, string[]>();

  constructor(private readonly whole: State) {
    for (const [id, { state }] of Object.entries(whole.state)) {
      const linked = [id, ...modelIds(state).filter((other) => other in whole.state)];
      const part = [...new Set(linked.flatMap((one) => this.partOf.get(one) ?? [one]))];
      for (const one of part) this.partOf.set(one, part);
    }
  }

  take(id: string): State | undefined {
    const part = this.partOf.get(id);
    if (!part) return undefined;
    for (const one of part) this.partOf.delete(one);
    const { state, ...rest } = this.whole;
    return { ...rest, state: Object.fromEntries(part.map((one) => [one, state[one]])) };
  }
}
