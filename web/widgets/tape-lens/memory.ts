// The engine's memory during one step: what lies where after each line, who still needs it, and
// what was there before.

import type { Tape, Trace } from "../../engine";
import { type Line, overlap } from "./lines";

export interface Block {
  /** the value that owns this place, as views do not; of an optimizer's slot, the parameter */
  value: number;
  /** which of the optimizer's numbers beside the parameter; -1 for the value itself */
  slot: number;
  at: number;
  words: number;
  /** the line that wrote it; -1 if it was there before */
  from: number;
  /** the last line that reads it or a view of it; none for what stays to the end */
  until: number;
}

export interface Piece {
  at: number;
  words: number;
}

export class Layout {
  /** what stays: parameters, the optimizer's numbers, constants; and what comes and goes */
  readonly rows: [kept: Block[], passing: Block[]];
  private readonly roots = new Map<number, number>();

  constructor(tape: Tape, trace: Trace, lines: Line[]) {
    for (const { view, reads, writes } of lines) {
      if (view) for (const v of writes) this.roots.set(v, this.rootOf(reads[0].value));
    }
    const until = new Map<number, number>();
    const from = new Map<number, number>();
    for (const [i, { reads, writes }] of lines.entries()) {
      for (const v of writes) if (!this.roots.has(v)) from.set(v, i);
      for (const v of [...reads.map(({ value }) => value), ...writes]) {
        until.set(this.rootOf(v), i);
      }
    }
    // As the engine plans it: what has a name stays, for a reader may ask for it.
    const constants = tape.constants?.map(({ value }) => value) ?? [];
    const parameters = new Set(tape.parameters.map(({ value }) => value));
    const fixed = new Set([...parameters, ...constants]);
    const given = tape.inputs.map(({ value }) => value);
    const named = [...fixed, ...given, ...Object.values(tape.names), tape.output];
    for (const v of named) until.set(this.rootOf(v), Number.POSITIVE_INFINITY);
    const blocks = Object.entries(trace.places).map(([text, place]): Block => {
      const value = Number(text);
      const span = { from: from.get(value) ?? -1, until: until.get(value) ?? -1 };
      return { value, slot: -1, ...place, ...span };
    });
    const own = blocks.filter(({ value }) => !this.roots.has(value));
    const slots = trace.updates.flatMap(({ value, slots }) =>
      slots.map(({ at }, slot): Block => {
        const { words } = trace.places[value];
        return { value, slot, at, words, from: -1, until: Number.POSITIVE_INFINITY };
      }),
    );
    this.rows = [
      [...own.filter(({ value }) => fixed.has(value)), ...slots].sort((a, b) => a.at - b.at),
      own.filter(({ value }) => !fixed.has(value)).sort((a, b) => a.from - b.from),
    ];
  }

  /** The value whose memory a value lies in: itself, unless it is a view. */
  rootOf(value: number): number {
    return this.roots.get(value) ?? value;
  }

  /** What lies in a row after a line, what was written later over what was written before. */
  after(line: number, row: number): Block[] {
    const there = this.rows[row].filter(({ from }) => from <= line);
    return there.filter((block) => !there.some((b) => b.from > block.from && overlap(b, block)));
  }

  /** The values whose place a value has taken, or a part of it. */
  taken(value: number): number[] {
    const [, passing] = this.rows;
    const block = passing.find((one) => one.value === value);
    if (!block) return [];
    return this.after(block.from - 1, 1)
      .filter((one) => overlap(one, block))
      .map((one) => one.value);
  }

  /** A row cut wherever anything begins or ends at any time, without what is never used. */
  pieces(row: number): Piece[] {
    const blocks = this.rows[row];
    const cuts = [...new Set(blocks.flatMap(({ at, words }) => [at, at + words]))];
    cuts.sort((a, b) => a - b);
    return cuts
      .slice(1)
      .map((end, i) => ({ at: cuts[i], words: end - cuts[i] }))
      .filter((piece) => blocks.some((block) => overlap(block, piece)));
  }

  /** How many numbers lie in memory after a line that a later one needs, or a reader may. */
  living(line: number): number {
    const needed = [0, 1].flatMap((row) =>
      this.after(line, row).filter(({ until }) => until > line),
    );
    return needed.reduce((sum, { words }) => sum + words, 0);
  }
}
