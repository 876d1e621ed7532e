// The plane of the picture: where a point of the surface lies in it, in px, and back.

import { clip, type Point, type Range } from "./race";

export const MARGIN = { left: 30, right: 8, top: 8, bottom: 24 };
const WIDEST = 680;
/** How many steps ago the parts of a trail end; older ones are fainter. */
export const AGES = [8, 24, Number.POSITIVE_INFINITY];
const RATIO = 2 / 3; // every picture is three wide and two high

/** A range of the surface, in a picture of some width. */
export class Plane {
  range: Range = { x: [0, 1], y: [0, 1] };
  /** of the picture, and of what is within its margins */
  whole = 1;
  width = 1;
  height = 1;

  /** Fill the width that there is. */
  fit(available: number): void {
    this.whole = Math.min(WIDEST, available || WIDEST);
    this.width = this.whole - MARGIN.left - MARGIN.right;
    this.height = this.width * RATIO;
  }

  across(x: number): number {
    const [least, most] = this.range.x;
    return MARGIN.left + ((x - least) / (most - least)) * this.width;
  }

  down(y: number): number {
    const [least, most] = this.range.y;
    return MARGIN.top + ((most - y) / (most - least)) * this.height;
  }

  /** A point as the `d` and `transform` of SVG take it. */
  at([x, y]: Point): string {
    return `${this.across(x).toFixed(2)} ${this.down(y).toFixed(2)}`;
  }

  /** The point of the surface at a place in the picture. */
  pointAt(left: number, top: number): Point {
    const { x, y } = this.range;
    return [
      x[0] + ((left - MARGIN.left) / this.width) * (x[1] - x[0]),
      y[1] - ((top - MARGIN.top) / this.height) * (y[1] - y[0]),
    ];
  }

  /**
   * What of a path is seen: its line and a dot for each step, in parts as `AGES` has them, the
   * newest first, and where it ends or left last.
   */
  trail(path: Point[]) {
    const parts = AGES.map(() => ({ line: "", dots: "" }));
    let last: Point | null = null; // the end of the line so far
    let end: Point | null = path[0] ?? null;
    for (const [t, point] of path.entries()) {
      const part = parts[AGES.findIndex((age) => path.length - 1 - t < age)];
      const begun = part.line !== "";
      const seen = t ? clip(path[t - 1], point, this.range) : null;
      if (seen) {
        if (last !== seen[0] || !begun) part.line += `M${this.at(seen[0])}`;
        part.line += `L${this.at(seen[1])}`;
        [last, end] = [seen[1], seen[1]];
      }
      if (t === 0 || last === point) part.dots += `M${this.at(point)}h0`;
    }
    return { parts, end, inside: end === path.at(-1) };
  }
}
