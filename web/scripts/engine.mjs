// The engine for a bundler. A plugin compiles the kernels, and packs what a worker needs
// into one self-contained function.

import { fileURLToPath } from "node:url";
import { deflateRawSync } from "node:zlib";
import { build } from "esbuild";
import { compileKernels } from "./kernels.mjs";

const engineRoot = fileURLToPath(new URL("../engine/", import.meta.url));

const kernels = {}; // compiled once for all bundles of a run

/**
 * Source of "livenet:kernels": both modules, one after the other, deflated together (they differ
 * in little) and as text.
 */
async function kernelsSource(operations) {
  kernels[operations] ??= Promise.all([
    compileKernels(operations, true),
    compileKernels(operations, false),
  ]);
  const [fused, simd] = await kernels[operations];
  const packed = deflateRawSync(Buffer.concat([fused, simd]), { level: 9, memLevel: 9 }).toString(
    "base64",
  );
  return `export const packed = "${packed}"; export const sizes = [${fused.length}, ${simd.length}];`;
}

/** Source of "livenet:worker": everything that engine/worker.ts needs, inside one function. */
async function workerSource(operations) {
  const { outputFiles } = await build({
    entryPoints: [`${engineRoot}worker.ts`],
    bundle: true,
    format: "iife",
    globalName: "engine",
    target: "es2022",
    minify: true,
    write: false,
    plugins: [engine(operations)],
  });
  return `export default function () { ${outputFiles[0].text}; return engine; }`;
}

/** Source of "livenet:operations": "core", those of LeNet and its likes, or "all". */
const operationsSource = (operations) =>
  `export { operations, plainKernels } from ${JSON.stringify(`${engineRoot}operations/${operations}.ts`)};`;

const sources = {
  "livenet:kernels": kernelsSource,
  "livenet:operations": operationsSource,
  "livenet:worker": workerSource,
};

/** For esbuild; `operations` says which the engine has. */
export function engine(operations = "all") {
  return {
    name: "livenet-engine",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^livenet:/ }, ({ path }) => ({ path, namespace: "livenet" }));
      onLoad({ filter: /.*/, namespace: "livenet" }, async ({ path }) => ({
        contents: await sources[path](operations),
        resolveDir: engineRoot,
      }));
    },
  };
}

/** For Vite and Vitest. */
export function viteEngine() {
  return {
    name: "livenet-engine",
    resolveId: (id) => (id in sources ? `\0${id}` : null),
    load: (id) => (id.slice(1) in sources ? sources[id.slice(1)]("all") : null),
  };
}
