// Bundles the engine into web/dist/engine.js, and says how large it is.

import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { engine } from "./engine.mjs";

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

const outfile = path("../dist/engine.js");
await build({
  entryPoints: [path("../engine/index.ts")],
  outfile,
  bundle: true,
  format: "esm",
  target: "es2022",
  minify: true,
  plugins: [engine()],
});
const bytes = await readFile(outfile);
console.log(`engine.js: ${bytes.length} bytes, ${gzipSync(bytes, { level: 9 }).length} gzipped`);
