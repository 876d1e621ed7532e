// Bundles the page's Python: dist/python/node.mjs boots it in Node.js, for tests and for the build.

import { rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

await rm(path("../dist/python/"), { recursive: true, force: true });
await build({
  entryPoints: [path("../python/node.ts")],
  outfile: path("../dist/python/node.mjs"),
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  external: ["pyodide"],
});
