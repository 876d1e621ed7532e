// Writes web/dist/engine/operations.json: the names of the operations that the engine runs, which
// livenet.tape reads. `kernels` compute, `arguments` are those that each may have, and `views` look
// at the memory of another tensor. `core` and `usual` are the kernels of the smaller engines, each
// with the values that some arguments must have for that, null for one that is left out.

import { mkdir, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

const { outputFiles } = await build({
  stdin: {
    contents: `
      import { operations as all } from "./all";
      import { ARGUMENTS } from "./arguments";
      import { MUST, operations as core } from "./core";
      import { operations as usual } from "./usual";
      import { VIEWS } from "./views";
      const smaller = (operations) =>
        Object.fromEntries(
          Object.entries(operations).map(([name, bind]) => {
            return [name, (bind === core[name] && MUST[name]) || {}];
          }),
        );
      export const names = {
        arguments: ARGUMENTS,
        core: smaller(core),
        usual: smaller(usual),
        kernels: Object.keys(all).sort(),
        views: [...VIEWS].sort(),
      };`,
    resolveDir: path("../engine/operations"),
  },
  bundle: true,
  format: "esm",
  write: false,
});
const { names } = await import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`);
await mkdir(path("../dist/engine"), { recursive: true });
await writeFile(path("../dist/engine/operations.json"), `${JSON.stringify(names, null, 1)}\n`);
