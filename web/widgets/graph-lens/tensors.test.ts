// Bytes become values again, and numbers stand in the brackets of their shape.

import { expect, test } from "vitest";
import { decode, nested } from "./tensors";

test("signed and unsigned bytes are read from where they lie", () => {
  const pictures = Uint8Array.of(9, 127, 129, 0, 255, 51);
  const shape = { maps: 1, rows: 1, columns: 2, scale: 2 };
  expect(decode({ ...shape, at: 1, signed: true }, pictures)).toEqual([Float64Array.of(2, -2)]);
  expect(decode({ ...shape, at: 4, signed: false }, pictures)).toEqual([Float64Array.of(2, 0.4)]);
  const maps = decode({ maps: 2, rows: 1, columns: 1, scale: 1, at: 3, signed: false }, pictures);
  expect(maps).toEqual([Float64Array.of(0), Float64Array.of(1)]);
});

test("values stand in the brackets of their shape", () => {
  expect(nested(["1"], [])).toBe("1");
  expect(nested(["1", "2"], [2])).toBe("[1, 2]");
  expect(nested(["1", "2", "3", "4", "5", "6"], [2, 3])).toBe("[[1, 2, 3], [4, 5, 6]]");
  expect(nested([], [0])).toBe("[]");
});
