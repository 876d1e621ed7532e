// What pointers.ts takes for granted of the kernels in engine/assembly, held against their signatures.

import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { POINTERS } from "./pointers-all";

const ENTRIES = ["core.ts", "all.ts"];
const ASSEMBLY = new URL("../assembly/", import.meta.url);

/** The types of each exported function's parameters, as the sources of the kernels state them. */
function signatures(): Record<string, string[]> {
  const files = readdirSync(ASSEMBLY).filter((file) => !ENTRIES.includes(file));
  const text = files.map((file) => readFileSync(new URL(file, ASSEMBLY), "utf8")).join("\n");
  const found = [...text.matchAll(/^export function (\w+)\(([^)]*)\)/gm)];
  const types = (list: string) => [...list.matchAll(/\w+: (\w+)/g)].map(([, type]) => type);
  return Object.fromEntries(found.map(([, name, list]) => [name, types(list)]));
}

const index = ENTRIES.map((file) => readFileSync(new URL(file, ASSEMBLY), "utf8")).join("\n");
const exported = [...index.matchAll(/^export \{([^}]*)\}/gm)].flatMap(([, names]) =>
  names.split(",").flatMap((name) => name.trim() || []),
);

it("knows every kernel; the geometry and the product it calls by themselves", () => {
  const alone = ["geometry", "matmul"];
  expect(exported.filter((name) => !alone.includes(name)).sort()).toEqual(
    Object.keys(POINTERS).sort(),
  );
});

it.each(Object.entries(POINTERS))(
  "%s takes %i places in memory, and they come first",
  (name, n) => {
    const types = signatures()[name];
    expect(types.map((type) => type === "usize")).toEqual(types.map((_, i) => i < n));
  },
);

it("the product takes what wasm.ts gives: sizes, a, b, y with its row, the bias, scratch", () => {
  const place = ["usize", "usize", "usize"];
  const expected = ["i32", "i32", "i32", ...place, ...place, "usize", "usize", ...place, "usize"];
  expect(signatures().matmul).toEqual(expected);
});

it("the geometry has a number for each field of a window but the number of images", () => {
  expect(signatures().geometry).toEqual(Array(14).fill("i32"));
});
