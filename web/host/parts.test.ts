// Widgets that belong together arrive together, once.

import { expect, test } from "vitest";
import { Parts } from "./parts";

const model = (...named: string[]) => ({
  state: { children: named.map((id) => `IPY_MODEL_${id}`), text: "IPY_MODEL" },
});
const page = {
  version_major: 2,
  version_minor: 0,
  state: {
    a: model("b"), // holds b
    b: model(),
    c: model(),
    link: { state: { source: ["IPY_MODEL_b", "value"], target: ["IPY_MODEL_c", "value"] } },
    d: model("e", "gone"),
    e: model(),
    f: model("e"), // shares e with d
  },
};

test("what holds or is linked is one part, whichever of it is asked for", () => {
  for (const id of ["a", "b", "c", "link"]) {
    expect(Object.keys(new Parts(page).take(id)?.state ?? {}).sort()).toEqual([
      "a",
      "b",
      "c",
      "link",
    ]);
  }
  expect(Object.keys(new Parts(page).take("f")?.state ?? {}).sort()).toEqual(["d", "e", "f"]);
});

test("a part is given once", () => {
  const parts = new Parts(page);
  expect(parts.take("a")?.version_major).toBe(2);
  expect(parts.take("c")).toBeUndefined();
  expect(parts.take("d")).toBeDefined();
});
