// Bundles the host into web/dist/host/widgets.js and .css, and says how large they are.

import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
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
    jquery: "jquery/dist/jquery.slim.js",
  },
});

// The packages' licences ask to travel with them.
const packages = new Set(
  Object.keys(metafile.inputs).flatMap(
    (input) => input.match(/node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1] ?? [],
  ),
);
const licenses = [];
for (const name of [...packages].sort()) {
  const root = path(`../node_modules/${name}/`);
  const { version, license } = JSON.parse(await readFile(`${root}package.json`, "utf8"));
  const file = (await readdir(root)).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file ? await readFile(root + file, "utf8") : license;
  licenses.push(`${name} ${version}\n\n${text.trim()}\n`);
}
await writeFile(`${outdir}widgets.licenses.txt`, licenses.join("\n---\n\n"));

await printWeights(outdir, ["widgets.js", "widgets.css"]);
