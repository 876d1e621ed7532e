// Bundles what pages of the book load beside their text: dist/page/ has the scripts that Sphinx puts
// on its pages, dist/site/ those of the first page and of the pages for what is missing, and
// dist/offline/ the worker that keeps them, and the one that ends it.

import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { printWeights } from "./weights.mjs";

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

const SCRIPTS = {
  page: ["mode", "page", "questions", "search-page"],
  site: ["chooser", "missing", "not-kept"],
  offline: ["service-worker", "removal"],
};

await build({
  entryPoints: Object.fromEntries(
    Object.entries(SCRIPTS).flatMap(([folder, names]) =>
      names.map((name) => [
        `${folder}/${name}`,
        path(`../${folder === "offline" ? folder : "page"}/${name}.ts`),
      ]),
    ),
  ),
  outdir: path("../dist/"),
  bundle: true,
  // classic scripts: a module does not load from file://, and never before the page is drawn
  format: "iife",
  target: ["es2022", "safari16"],
  minify: true,
  charset: "utf8",
});
for (const [folder, names] of Object.entries(SCRIPTS)) {
  await printWeights(
    path(`../dist/${folder}/`),
    names.map((name) => `${name}.js`),
  );
}
