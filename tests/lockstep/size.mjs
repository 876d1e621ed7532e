// Prints how many bytes the parts of the engine weigh, each gzipped, as JSON.

import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";

const [root] = process.argv.slice(2);
const from = (path) => import(pathToFileURL(`${root}/web/${path}`));
const [{ build }, { engine }] = await Promise.all([
  from("node_modules/esbuild/lib/main.js"),
  from("scripts/engine.mjs"),
]);

/** Bundle some exports of web/engine; `without` a file, nothing stands in its place. */
async function bundled(contents, without) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: `${root}/web/engine` },
    bundle: true,
    format: "esm",
    target: "es2022",
    minify: true,
    write: false,
    plugins: [
      {
        name: "without",
        setup: ({ onLoad }) =>
          without && onLoad({ filter: without }, () => ({ contents: "export const plainKernels = 0" })),
      },
      engine(),
    ],
  });
  return outputFiles[0].text;
}

const gzipped = (text) => gzipSync(text, { level: 9 }).length;
const KERNELS = /"[A-Za-z0-9+/=]{2000,}"/;
const INTERPRETER = 'export { Network } from "./network"; export { kernelModule } from "./kernel-module";';

const lean = await bundled(INTERPRETER, /kernels[\\/]plain\.ts$/);
const full = await bundled(INTERPRETER);
console.log(
  JSON.stringify({
    interpreter: gzipped(lean.replace(KERNELS, '""')),
    // already deflated: as long as it is
    wasm: Buffer.from(lean.match(KERNELS)[0].slice(1, -1), "base64").length,
    fallback: gzipped(full.replace(KERNELS, '""')) - gzipped(lean.replace(KERNELS, '""')),
    engine: gzipped(await bundled('export * from "./index"')),
  }),
);
