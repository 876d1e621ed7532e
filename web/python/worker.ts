// The worker that a page's Python runs in: a classic one from a Blob, as a page on a disk has no other.
// It asks no host for anything; what Pyodide fetches is what the page handed over.

import { loadPyodide } from "pyodide";
import createPyodideModule from "pyodide/pyodide.asm.mjs";
import { info } from "pyodide/pyodide-lock.json";
import { openAten } from "../aten";
import type { CommMessage } from "../shared/comm-message";
import type { Language } from "../shared/editions";
import { inflate, whole } from "../shared/inflate";
import { unbundle } from "./bundle";
import type {} from "./graphviz";
import { Interpreter, type Output } from "./interpreter";
import type { Files, FromWorker, ToWorker } from "./messages";

declare const self: DedicatedWorkerGlobalScope;

const say = (message: FromWorker): void => self.postMessage(message);

const ROOT = "python:/"; // of the addresses that Pyodide asks for
const PACKAGES = "/lib/packages";
const GRAPHVIZ = "graphviz.js";
const aten = openAten(); // at once: the rest may still be on its way
let interpreter: Promise<Interpreter> | undefined;

const bring: { [name: string]: (file: never) => void } = {};
const coming = <Name extends keyof Files>(name: Name) =>
  new Promise<Files[Name]>((resolve) => {
    bring[name] = resolve;
  });
// Each is used as soon as it is there.
const wasm = coming("wasm");
const library = coming("library").then((file) => inflate([file].values()));
const packages = coming("packages").then((file) => whole(inflate([file].values())));

async function boot(language: Language): Promise<Interpreter> {
  // Its answer to Pyodide is compiled already: a restart compiles nothing.
  WebAssembly.instantiateStreaming = async (_, imports) => ({
    module: await wasm,
    instance: await WebAssembly.instantiate(await wasm, imports),
  });
  self.fetch = async (address) =>
    `${address}`.endsWith(".wasm") ? new Response() : new Response(await library);
  const host = {
    language,
    modules: { aten: await aten },
    load: loadPyodide,
    options: {
      createPyodideModule,
      indexURL: ROOT,
      stdLibURL: `${ROOT}library.zip`,
      lockFileContents: { info, packages: {} } as never, // nothing is installed from elsewhere
    },
    mount: async ({ FS }: { FS: FileSystem }) => {
      mount(FS, unbundle(await packages));
      return [PACKAGES];
    },
    oncomm: (message: CommMessage) => say({ say: "comm", message }),
  };
  const booted = await Interpreter.boot(host);
  // Nothing that a cell runs asks a host either.
  self.fetch = () => Promise.reject(new Error("The Python of this page has no network."));
  return booted;
}

/** Put what came later beside the rest; a script among it is run, and what it gives imported. */
async function add(python: Interpreter, packages: Uint8Array<ArrayBuffer>): Promise<void> {
  const files = unbundle(packages);
  const script = files.get(GRAPHVIZ);
  if (script) {
    files.delete(GRAPHVIZ);
    const address = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
    self.importScripts(address);
    URL.revokeObjectURL(address);
    python.python.registerJsModule("page_graphviz", (await globalThis.livenetGraphviz?.()) ?? {});
  }
  mount(python.python.FS as FileSystem, files);
}

function mount(FS: FileSystem, files: Map<string, Uint8Array<ArrayBuffer>>): void {
  for (const [name, content] of files) {
    const path = `${PACKAGES}/${name}`;
    FS.mkdirTree(path.slice(0, path.lastIndexOf("/")));
    FS.writeFile(path, content, { canOwn: true });
  }
}

interface FileSystem {
  mkdirTree(path: string): void;
  writeFile(path: string, content: Uint8Array, options: { canOwn: boolean }): void;
}

self.onmessage = async ({ data }: MessageEvent<ToWorker>) => {
  if (data.act === "boot") {
    interpreter = boot(data.language);
    interpreter.then(
      () => say({ say: "ready" }),
      (error) => say({ say: "broken", reason: `${error}` }),
    );
    return;
  }
  if (data.act === "bring") {
    bring[data.name](data.file as never);
    return;
  }
  if (data.act === "mount") {
    // What runs next waits for it.
    interpreter = interpreter?.then(async (python) => {
      await add(python, data.packages);
      return python;
    });
    interpreter?.catch((error) => say({ say: "broken", reason: `${error}` }));
    return;
  }
  if (data.act === "ask") {
    say({ say: "told", answer: (await (await interpreter)?.ask(data.question)) ?? "null" });
    return;
  }
  if (data.act === "comm") {
    await (await interpreter)?.receive(data.message);
    say({ say: "answered" });
    return;
  }
  const { cell, name, source } = data;
  const listen = (output: Output) => say({ say: "output", cell, output });
  try {
    const ok = await (await interpreter)?.run(name, source, listen);
    say({ say: "done", cell, ok: Boolean(ok) });
  } catch (error) {
    // CPython itself has ended: out of memory, a stack too deep.
    say({ say: "broken", reason: `${error}` });
  }
};
