// Bundles what the first pages show, a network that learns to read: dist/front/front.js, with the
// core of the engine, and front.css. Its digits are written by book/front_material.py.

import { rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { engine } from "./engine.mjs";
import { printWeights } from "./weights.mjs";

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

await rm(path("../dist/front/"), { recursive: true, force: true });
await build({
  entryPoints: { front: path("../front/index.ts") },
  outdir: path("../dist/front/"),
  bundle: true,
  format: "iife", // a classic script: a module does not load from file://
  target: ["es2022", "safari16"],
  minify: true,
  legalComments: "none",
  charset: "utf8",
  plugins: [engine("core")],
});
await printWeights(path("../dist/front/"), ["front.js", "front.css"]);
