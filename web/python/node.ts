// The page's Python in Node.js, for tests: CPython from the npm package with the library that a page
// has, and folders of this disk on its path.

import { fileURLToPath } from "node:url";
import { loadPyodide } from "pyodide";
import type { CommMessage } from "../shared/comm-message";
import { Interpreter } from "./interpreter";

/**
 * Boot CPython with its library from a zip file, and with folders or zip files of this disk on its
 * path, before all others in this order; what is not given must lie in one of them: `page_shell`
 * (web/python) and `IPython/lib/pretty.py`.
 */
export function bootFrom(
  library: string,
  paths: string[],
  modules: Record<string, object> = {},
  oncomm?: (message: CommMessage) => void,
): Promise<Interpreter> {
  return Interpreter.boot({
    modules,
    oncomm,
    load: loadPyodide,
    options: {
      indexURL: fileURLToPath(new URL(".", import.meta.resolve("pyodide"))),
      stdLibURL: library,
    },
    mount: async (python) =>
      paths.map((path, i) => {
        const place = `/disk/${i}`;
        python.FS.mkdirTree(place);
        python.mountNodeFS(place, path);
        return place;
      }),
  });
}
