// Bundles what a page loads when a cell is run or edited: dist/python/worker.js is the worker of the
// page's Python, editor.js the editor, graphviz.js what lays graphs out; node.mjs boots that Python in
// Node.js, for tests.

import { rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { engine } from "./engine.mjs";
import { licensesOf } from "./licenses.mjs";
import { pyodide } from "./pyodide.mjs";
import { printWeights } from "./weights.mjs";

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

const outdir = path("../dist/python/");
await rm(outdir, { recursive: true, force: true });
const common = { bundle: true, outdir };
const { metafile } = await build({
  ...common,
  metafile: true,
  entryPoints: {
    worker: path("../python/worker.ts"),
    editor: path("../cell/editor.ts"),
    graphviz: path("../python/graphviz.ts"),
  },
  format: "iife",
  target: ["es2022", "safari16"],
  minify: true,
  charset: "utf8",
  legalComments: "none", // the licences stand on the site
  // what Pyodide asks for in Node.js alone
  external: ["node:*", "ws"],
  define: { "import.meta.url": '""' }, // Graphviz asks where it lies, and has all it needs in itself
  plugins: [pyodide, engine("all")],
});
await build({
  ...common,
  entryPoints: [path("../python/node.ts")],
  outExtension: { ".js": ".mjs" },
  platform: "node",
  format: "esm",
  target: "node20",
  external: ["pyodide"],
});
await writeFile(`${outdir}licenses.txt`, await licensesOf(metafile));
await printWeights(outdir, ["worker.js", "editor.js", "graphviz.js"]);
