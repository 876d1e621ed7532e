// A walk over a surface by the engine's own update rules, in double precision, as torch.optim
// walks a tensor of torch.float64.

import { checkRate, makeOptimizer, update } from "../../engine/rules";
import { type OptimizerName, options } from "../shared/optimizers";
import type { Surface } from "./surface";

export type Point = [x: number, y: number];

export interface Settings {
  start: Point;
  learning_rate: number;
  momentum: number;
  steps: number;
}

/** A rectangle of the plane, from the least to the greatest x and y. */
export interface Range {
  x: Point;
  y: Point;
}

const FARTHEST = 1e300; // differences of farther places may be too large for a double

/** The start and the place after each step. Throws EngineError for what torch.optim refuses. */
export function walk(surface: Surface, name: OptimizerName, settings: Settings): Point[] {
  const { slots, step } = makeOptimizer(options(name, settings.momentum));
  const rate = checkRate(settings.learning_rate);
  // x and y, their gradients, and two numbers for each of the optimizer's slots
  const memory = new Float64Array(4 + 2 * slots);
  const rules = update(memory);
  const place = { p: 0, g: 2, n: 2, slots: Array.from({ length: slots }, (_, i) => 4 + 2 * i) };
  memory.set(settings.start);
  const path: Point[] = [settings.start];
  for (let t = 1; t <= settings.steps; t++) {
    memory.set(surface.gradient(memory[0], memory[1]), 2);
    step(rules, place, rate, t);
    path.push([memory[0], memory[1]]);
  }
  return path;
}

export type Whereabouts = { kind: "inside" } | { kind: "outside" | "overflow"; since: number };

/** Whether a walk is in the picture at a step, and if not, since when. */
export function whereabouts(path: Point[], step: number, range: Range): Whereabouts {
  const kind = (t: number) => {
    const [x, y] = path[t];
    if (!Number.isFinite(x) || !Number.isFinite(y)) return "overflow";
    return within(x, range.x) && within(y, range.y) ? "inside" : "outside";
  };
  const now = kind(step);
  if (now === "inside") return { kind: now };
  let since = step;
  while (since > 0 && kind(since - 1) === now) since--;
  return { kind: now, since };
}

const within = (value: number, [low, high]: Point) => value >= low && value <= high;

/** The number of a range that is nearest to a value. */
export const held = (value: number, [low, high]: Point) => Math.min(high, Math.max(low, value));

/** The part of a segment within a rectangle, or null. Its ends are given ones or on an edge. */
export function clip(from: Point, to: Point, range: Range): [Point, Point] | null {
  if (![...from, ...to].every((value) => Math.abs(value) < FARTHEST)) return null;
  let [a, b] = [from, to];
  for (const [axis, edges] of [range.x, range.y].entries()) {
    for (const [i, edge] of edges.entries()) {
      const beyond = (point: Point) => (i ? point[axis] > edge : point[axis] < edge);
      if (beyond(a) && beyond(b)) return null;
      if (beyond(a)) a = cut(a, b, axis, edge);
      else if (beyond(b)) b = cut(a, b, axis, edge);
    }
  }
  return [a, b];
}

/** Where a segment crosses an edge; exactly on it, however far away its ends are. */
function cut(a: Point, b: Point, axis: number, edge: number): Point {
  const share = (edge - a[axis]) / (b[axis] - a[axis]);
  return axis ? [a[0] + share * (b[0] - a[0]), edge] : [edge, a[1] + share * (b[1] - a[1])];
}
