// Pyodide's text has what is replaced in it, and says so when an upgrade moves it.

import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { PATCHES, patch } from "./pyodide.mjs";

const read = (file: string) =>
  readFile(fileURLToPath(new URL(`../node_modules/pyodide/${file}`, import.meta.url)), "utf8");

test.each(Object.keys(PATCHES))("%s is made for a classic worker", async (file) => {
  const patched = patch(file, await read(file));
  expect(patched).not.toContain("import.meta");
  expect(patched).not.toContain("globalThis.importScripts(");
});

test("what has moved ends the build", async () => {
  const moved = (await read("pyodide.mjs")).replace("globalThis.importScripts(", "self.load(");
  expect(() => patch("pyodide.mjs", moved)).toThrow("how it tells a classic worker now");
});
