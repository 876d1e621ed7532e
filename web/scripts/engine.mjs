// The engine for a bundler. A plugin compiles the kernels, and packs what a worker needs
// into one self-contained function.

import { fileURLToPath } from "node:url";
import { deflateRawSync } from "node:zlib";
import { build } from "esbuild";
import { compileKernels } from "./kernels.mjs";

const engineRoot = fileURLToPath(new URL("../engine/", import.meta.url));

const kernels = {}; // compiled once for all bundles of a run

/** Source of "livenet:kernels": the module, deflated and as text. */
async function kernelsSource(operations) {
  const entry = operations === "core" ? "core" : "all";
  kernels[entry] ??= compileKernels(entry);
  const packed = deflateRawSync(await kernels[entry], { level: 9, memLevel: 9 });
  return `export const packed = "${packed.toString("base64")}";`;
}

/** Source of "livenet:worker": everything that engine/worker.ts needs, inside one function. */
async function workerSource(operations, wide) {
  const { outputFiles } = await build({
    entryPoints: [`${engineRoot}worker.ts`],
    bundle: true,
    format: "iife",
    globalName: "engine",
    target: "es2022",
    minify: true,
    write: false,
    plugins: [engine(operations, wide)],
  });
  return `export default function () { ${outputFiles[0].text}; return engine; }`;
}

/** Source of "livenet:operations": "core" is LeNet's, "usual" has more, "all" the rest. */
const operationsSource = (operations) =>
  `export { operations, plainKernels, POINTERS } from ${JSON.stringify(`${engineRoot}operations/${operations}.ts`)};`;

const sources = {
  "livenet:kernels": kernelsSource,
  "livenet:operations": operationsSource,
  "livenet:worker": workerSource,
};

/**
 * For esbuild; `operations` says which the engine has, and `wide` whether its shards may divide wide
 * layers: see engine/divide.ts.
 */
export function engine(operations = "all", wide = operations !== "core") {
  return {
    name: "livenet-engine",
    setup({ initialOptions, onResolve, onLoad }) {
      const random = operations !== "core";
      initialOptions.define = { ...initialOptions.define, WIDE: `${wide}`, RANDOM: `${random}` };
      onResolve({ filter: /^livenet:/ }, ({ path }) => ({ path, namespace: "livenet" }));
      onLoad({ filter: /.*/, namespace: "livenet" }, async ({ path }) => ({
        contents: await sources[path](operations, wide),
        resolveDir: engineRoot,
      }));
    },
  };
}
