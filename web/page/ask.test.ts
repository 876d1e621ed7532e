// What a written answer may mean.

import { expect, test, vi } from "vitest";

vi.stubGlobal("document", { documentElement: { lang: "zh" } });
const { readNumber } = await import("./ask");

test("a number is read as it is typed in either language", () => {
  for (const text of ["1024", "1,024", "１０２４", "１，０２４", " 1_024 "]) {
    expect(readNumber(text), text).toEqual([1024]);
  }
  expect(readNumber("−0.09")).toEqual([-0.09]);
  expect(readNumber("－０．０９")).toEqual([-0.09]);
  expect(readNumber("11.35%")).toEqual([11.35, expect.closeTo(0.1135, 10)]);
  for (const text of ["", "%", "一千", "1/2", "about 5", "Infinity"]) {
    expect(readNumber(text), text).toEqual([]);
  }
});
