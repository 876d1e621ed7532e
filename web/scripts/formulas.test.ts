import { expect, test } from "vitest";
import { formulas } from "./formulas.mjs";

test("a file of formulas may have the line ends of Windows", () => {
  const text = "% a remark\none: x; y\n\ntwo: z\n";
  expect(formulas(text.replaceAll("\n", "\r\n"))).toEqual(formulas(text));
  expect(Object.keys(formulas(text))).toEqual(["one", "two"]);
});
