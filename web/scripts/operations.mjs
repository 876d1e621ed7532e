// Writes web/dist/operations.json: the names of the operations that the engine runs, which
// livenet.tape reads. `kernels` compute, `core` are those of them that every page loads, and `views`
// look at the memory of another tensor.

import { mkdir, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

const { outputFiles } = await build({
  stdin: {
    contents: `
      import { operations as all } from "./all";
      import { operations as core } from "./core";
      import { VIEWS } from "./views";
      export const names = { kernels: Object.keys(all), core: Object.keys(core), views: [...VIEWS] };`,
    resolveDir: path("../engine/operations"),
  },
  bundle: true,
  format: "esm",
  write: false,
});
const { names } = await import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`);
for (const list of Object.values(names)) list.sort();
await mkdir(path("../dist"), { recursive: true });
await writeFile(path("../dist/operations.json"), `${JSON.stringify(names, null, 1)}\n`);
