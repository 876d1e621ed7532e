// Compiles engine/assembly to WebAssembly with SIMD. It takes seconds, and many ask (each bundle of the
// build, of the tests and of the benchmark), so what it gave is kept until something of it changes.

import { readdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { kept } from "./kept.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

/** The bytes of a kernel module, "core" or "all". */
export async function compileKernels(kernels) {
  const assembly = `${root}engine/assembly/`;
  const names = (await readdir(assembly)).sort();
  // the sources, how they are compiled, and by which compiler
  const madeOf = [
    ...names.map((name) => assembly + name),
    fileURLToPath(import.meta.url),
    `${root}package-lock.json`,
  ];
  return kept(`${root}dist/kernels/${kernels}`, madeOf, () => compile(kernels));
}

async function compile(kernels) {
  const { default: asc } = await import("assemblyscript/asc");
  let bytes;
  const { error, stderr } = await asc.main(
    [
      `engine/assembly/${kernels}.ts`,
      "--outFile=kernels.wasm",
      `--baseDir=${root}`,
      "--runtime=stub",
      "--importMemory",
      "--noAssert",
      "--optimizeLevel=3",
      "--shrinkLevel=1",
      "--converge",
      "--runPasses=reorder-locals",
      "--enable=simd",
      `--use=GENERAL=${kernels === "core" ? 0 : 1}`,
      // sizes and addresses mix freely: the target has 32 bits
      "--disableWarning=201",
    ],
    {
      writeFile(name, contents) {
        if (name.endsWith(".wasm")) bytes = contents;
      },
    },
  );
  if (error) throw new Error(`${error.message}\n${stderr}`);
  return bytes;
}
