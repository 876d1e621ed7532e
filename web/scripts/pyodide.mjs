// Pyodide for a classic worker, which alone starts from a Blob on a page that lies on a disk. Its files
// ask where they lie, which only modules know, and refuse classic workers by a probe; both are
// replaced. An upgrade that moves them ends the build.

import { readFile } from "node:fs/promises";

const PROBE = 'try{return globalThis.importScripts("data:text/javascript,"),!0}catch{return!1}';

/** For each file, what stands in it how often, and what takes its place. */
export const PATCHES = {
  "pyodide.mjs": [[PROBE, 1, "return!1"]],
  "pyodide.asm.mjs": [
    [PROBE, 1, "return!1"],
    ["import.meta.url", 3, '"python:/"'],
  ],
};

/**
 * @param {string} file
 * @param {string} text
 */
export function patch(file, text) {
  let patched = text;
  for (const [place, times, instead] of PATCHES[file]) {
    const found = patched.split(place).length - 1;
    if (found !== times) {
      throw new Error(
        `Pyodide's ${file} has ${found} times what was there ${times} times: ${place}. ` +
          "web/scripts/pyodide.mjs has to learn how it tells a classic worker now.",
      );
    }
    patched = patched.replaceAll(place, instead);
  }
  return patched;
}

/** For esbuild. */
export const pyodide = {
  name: "livenet-pyodide",
  setup({ onLoad }) {
    onLoad({ filter: /pyodide(\.asm)?\.mjs$/ }, async ({ path }) => ({
      contents: patch(path.replace(/^.*[\\/]/, ""), await readFile(path, "utf8")),
      loader: "js",
    }));
  },
};
