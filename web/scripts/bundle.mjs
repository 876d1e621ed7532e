// `node bundle.mjs ENTRY OUTFILE [esm|iife]` bundles a TypeScript file together with the engine, for
// tests and for the benchmark; of a classic script (iife) the exports are `livenet`.

import { resolve } from "node:path";
import { build } from "esbuild";
import { engine } from "./engine.mjs";

const [entry, outfile, format = "esm"] = process.argv.slice(2);
await build({
  entryPoints: [resolve(entry)],
  outfile,
  bundle: true,
  format: format === "iife" ? "iife" : "esm",
  globalName: "livenet",
  target: "es2022",
  plugins: [engine()],
});
