// The pen that keys move over the sheet, from cell to cell.

import { svg } from "../../shared/element";
import type { Point } from "./strokes";

export const SIDE = 280; // of the sheet, in its own pixels
export const CELLS = 20; // columns and rows, as keys walk them and words tell them
export const WIDTH = 24; // a digit as high as MNIST's in the sheet then has as much ink as MNIST's
const CELL = SIDE / CELLS;
const FINE = CELL / 4;

// Home, End and the page keys lie on a number pad as diagonals do.
const MOVES: Record<string, Point> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
  Home: [-1, -1],
  PageUp: [1, -1],
  End: [-1, 1],
  PageDown: [1, 1],
};

export class Pen {
  at: Point = [SIDE / 2, SIDE / 2];
  down = false;

  /** Its cursor, to be laid over the sheet. */
  readonly cursor = svg(
    "g",
    {},
    svg("circle", { r: WIDTH / 2 }),
    svg("path", { d: "M-22 0H22M0-22V22" }),
  );

  /** Move as a key says; false if it says nothing. */
  move({ key, shiftKey }: KeyboardEvent): boolean {
    const direction = MOVES[key];
    if (!direction) return false;
    const step = shiftKey ? FINE : CELL;
    const [x, y] = this.at.map((value, axis) =>
      Math.min(SIDE - WIDTH / 2, Math.max(WIDTH / 2, value + step * direction[axis])),
    );
    this.at = [x, y];
    return true;
  }

  /** Its column and row, from 1. */
  get cell(): { column: number; row: number } {
    const [column, row] = this.at.map((value) => Math.floor(value / CELL) + 1);
    return { column, row };
  }
}
