// Bundles what pages of the book load beside their text: dist/page/ has the scripts that Sphinx puts
// on its pages, dist/site/ those of the first page and of the pages for what is missing, dist/head/
// the one that the build writes into the head of each, and dist/offline/ the worker that keeps pages,
// with the one that ends it.

import { rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { licensesOf } from "./licenses.mjs";
import { printWeights } from "./weights.mjs";

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

const SCRIPTS = {
  page: ["page", "questions", "search", "cells"],
  site: ["chooser", "missing", "not-kept"],
  head: ["head"], // also tells readers of old browsers, so these must be able to run it
  offline: ["service-worker", "removal"],
};
const ENTRIES = { cells: "../cell/index.ts" }; // those that are a room of their own
const ROOMS = { page: "page", site: "page", head: "page", offline: "offline" };

// What an earlier build left would be published with the pages.
for (const [folder, names] of Object.entries(SCRIPTS)) {
  await rm(path(`../dist/${folder}/`), { recursive: true, force: true });
  const { metafile } = await build({
    entryPoints: Object.fromEntries(
      names.map((name) => [name, path(ENTRIES[name] ?? `../${ROOMS[folder]}/${name}.ts`)]),
    ),
    outdir: path(`../dist/${folder}/`),
    bundle: true,
    // classic scripts: a module does not load from file://, and never before the page is drawn
    format: "iife",
    target: folder === "head" ? ["es2015"] : ["es2022", "safari16"],
    minify: true,
    charset: "utf8",
    metafile: true,
    legalComments: "none", // they stand in page.licenses.txt
  });
  const licenses = await licensesOf(metafile);
  if (licenses) await writeFile(path(`../dist/${folder}/${folder}.licenses.txt`), licenses);
}
for (const [folder, names] of Object.entries(SCRIPTS)) {
  await printWeights(
    path(`../dist/${folder}/`),
    names.map((name) => `${name}.js`),
  );
}
