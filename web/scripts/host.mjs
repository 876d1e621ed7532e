// Bundles the host into web/dist/host/widgets.js and .css, and says how large they are.

import { rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { licensesOf } from "./licenses.mjs";
import { printWeights } from "./weights.mjs";

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

const outdir = path("../dist/host/");
await rm(outdir, { recursive: true, force: true });
const { metafile } = await build({
  entryPoints: { widgets: path("../host/index.ts") },
  outdir,
  bundle: true,
  // a classic script: a module does not load from file://
  format: "iife",
  target: ["es2022", "safari16"],
  minify: true,
  metafile: true,
  legalComments: "none", // they stand in widgets.licenses.txt
  // strings that cross a page's encoding
  charset: "utf8",
  alias: {
    "sanitize-html": path("../host/sanitize.ts"),
    jquery: "cash-dom/dist/cash.js", // of which ipywidgets asks for an element in a wrap, no more
  },
});

await writeFile(`${outdir}widgets.licenses.txt`, await licensesOf(metafile));

await printWeights(outdir, ["widgets.js", "widgets.css"]);
