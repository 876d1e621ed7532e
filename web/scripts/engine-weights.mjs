// Prints how many bytes the parts of the engine weigh, each gzipped, as JSON.

import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { engine } from "./engine.mjs";

const resolveDir = fileURLToPath(new URL("../engine/", import.meta.url));

/**
 * Bundle some exports of web/engine; in place of the file that `left` matches stands nothing.
 *
 * @param {string} contents
 * @param {RegExp} [left]
 * @param {string} [operations] that the engine has
 */
async function bundle(contents, left, operations = "core") {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir },
    bundle: true,
    format: "esm",
    target: "es2022",
    minify: true,
    write: false,
    plugins: [
      {
        name: "leave-out",
        setup({ onLoad }) {
          if (left) onLoad({ filter: left }, () => ({ contents: "export const plainKernels = 0" }));
        },
      },
      engine(operations),
    ],
  });
  return outputFiles[0].text;
}

/** @param {string} text */
const gzipped = (text) => gzipSync(text, { level: 9 }).length;
const KERNELS = /"([A-Za-z0-9+/=]{2000,})"/;
const INTERPRETER =
  'export { Network } from "./network"; export { kernelModule } from "./kernel-module";';

const lean = await bundle(INTERPRETER, /kernels[\\/]plain\.ts$/);
const full = await bundle(INTERPRETER);
console.log(
  JSON.stringify({
    interpreter: gzipped(lean.replace(KERNELS, '""')),
    // already deflated: as long as it is
    wasm: Buffer.from(KERNELS.exec(lean)?.[1] ?? "", "base64").length,
    fallback: gzipped(full.replace(KERNELS, '""')) - gzipped(lean.replace(KERNELS, '""')),
    engine: gzipped(await bundle('export * from "./index"')),
    all: gzipped(await bundle('export * from "./index"', undefined, "all")),
    calls: gzipped(await bundle('export * from "../aten"', undefined, "all")),
  }),
);
