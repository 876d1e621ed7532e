// Bundles a TypeScript file of the tests, with the engine in it, to where it is told.

import { pathToFileURL } from "node:url";

const [root, entry, outfile, format] = process.argv.slice(2);
const from = (path) => import(pathToFileURL(`${root}/web/${path}`));
const [{ build }, { engine }] = await Promise.all([
  from("node_modules/esbuild/lib/main.js"),
  from("scripts/engine.mjs"),
]);
await build({
  entryPoints: [entry],
  outfile,
  bundle: true,
  format,
  globalName: "livenet",
  target: "es2022",
  plugins: [engine()],
});
