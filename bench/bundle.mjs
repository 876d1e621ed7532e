// Bundles the page of the benchmark to where it is told.

import { build } from "../web/node_modules/esbuild/lib/main.js";
import { fileURLToPath } from "node:url";
import { engine } from "../web/scripts/engine.mjs";

await build({
  entryPoints: [fileURLToPath(new URL("page.ts", import.meta.url))],
  outfile: process.argv[2],
  bundle: true,
  format: "iife",
  globalName: "bench",
  target: "es2022",
  minify: true,
  plugins: [engine()],
});
