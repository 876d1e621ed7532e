// Compiles engine/assembly to WebAssembly with SIMD.

import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";

const root = fileURLToPath(new URL("..", import.meta.url));

/** The bytes of a kernel module, "core" or "all". */
export async function compileKernels(kernels) {
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
