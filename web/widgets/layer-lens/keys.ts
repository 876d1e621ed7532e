// Where a key leads from a number of a stage.

import { indexOf, type Layout, placeOf } from "./stages";

const STEPS: Record<string, [number, number]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

interface Key {
  key: string;
  shiftKey: boolean;
  ctrlKey: boolean;
  altKey: boolean;
  metaKey: boolean;
}

/**
 * The number that a key leads to: over the side of a map to its neighbour, with Shift to the same
 * place in the neighbour; null for a key that leads nowhere. Only the first `maps` are there.
 */
export function moved(index: number, pressed: Key, layout: Layout, maps: number): number | null {
  const step = STEPS[pressed.key];
  if (!step || pressed.ctrlKey || pressed.altKey || pressed.metaKey) return null;
  const [dy, dx] = step;
  const { map, row, column } = placeOf(index, layout);
  const { rows, columns, wrapped } = layout;
  if (wrapped !== null) {
    const to = index + dy * columns + dx;
    return to < 0 || to >= wrapped ? index : to;
  }
  const to = { map, row: row + dy, column: column + dx };
  if (pressed.shiftKey && dx) Object.assign(to, { map: map + dx, column });
  else if (to.column < 0) Object.assign(to, { map: map - 1, column: columns - 1 });
  else if (to.column >= columns) Object.assign(to, { map: map + 1, column: 0 });
  const there = to.map >= 0 && to.map < maps && to.row >= 0 && to.row < rows;
  return there ? indexOf(to, layout) : index;
}
