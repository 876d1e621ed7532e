// Drawings become what MNIST's digits are. That MNIST's own digits stay what they are, drawn ten
// times as large, tests/site asserts on the page.

import { expect, test } from "vitest";
import { asDrawn, centre, centred, FIELD, type Ink, MIDDLE } from "./mnist";

/** A sheet of 280×280 with a full rectangle. */
function sheet(left: number, top: number, width: number, height: number): Ink {
  const values = new Uint8Array(280 * 280);
  for (let y = top; y < top + height; y++) {
    for (let x = left; x < left + width; x++) values[280 * y + x] = 255;
  }
  return { width: 280, height: 280, values };
}

function box(image: Uint8Array): { width: number; height: number } {
  const rows = new Set<number>();
  const columns = new Set<number>();
  image.forEach((value, i) => {
    if (value) rows.add(Math.floor(i / FIELD)).size && columns.add(i % FIELD);
  });
  return { width: columns.size, height: rows.size };
}

test("an empty sheet is no image", () => {
  expect(centred(sheet(0, 0, 0, 0))).toBeNull();
  expect(asDrawn(sheet(0, 0, 0, 0))).toBeNull();
});

test("it fits a box of 20 with its proportions kept, whatever its size and place", () => {
  const large = centred(sheet(10, 20, 120, 240)) as Uint8Array;
  expect(box(large)).toEqual({ width: 10, height: 20 });
  expect(centred(sheet(200, 100, 30, 60))).toEqual(large);
  expect(box(centred(sheet(3, 5, 200, 50)) as Uint8Array)).toEqual({ width: 20, height: 5 });
});

test("its centre of mass is in the middle, to half a pixel", () => {
  const { values } = sheet(40, 10, 20, 200);
  const foot = sheet(40, 190, 150, 20).values; // an L, whose mass is low and left
  const both = Uint8Array.from(values, (value, i) => Math.max(value, foot[i]));
  const image = centred({ width: 280, height: 280, values: both }) as Uint8Array;
  const { x, y } = centre({ width: FIELD, height: FIELD, values: image });
  expect(Math.abs(x - MIDDLE)).toBeLessThanOrEqual(0.5);
  expect(Math.abs(y - MIDDLE)).toBeLessThanOrEqual(0.5);
});

test("where ink covers part of a pixel, it is as grey as the part", () => {
  const drawn = asDrawn(sheet(45, 40, 10, 10)) as Uint8Array;
  for (const column of [4, 5]) {
    expect(Math.abs(drawn[4 * FIELD + column] - 127.5)).toBeLessThanOrEqual(0.5);
  }
});

test("as drawn, it stays where it is", () => {
  const image = asDrawn(sheet(0, 250, 30, 30)) as Uint8Array;
  expect(box(image)).toEqual({ width: 3, height: 3 });
  expect(image[27 * FIELD]).toBe(255);
});

test("one speck of ink does not fail", () => {
  expect(box(centred(sheet(279, 0, 1, 1)) as Uint8Array)).toEqual({ width: 20, height: 20 });
});
