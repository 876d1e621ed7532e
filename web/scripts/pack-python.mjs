// `node pack-python.mjs FOLDER < LISTED` packs what a page's Python boots from into FOLDER: CPython, its
// library with python/library laid over it, and what LISTED names, as book/site/python.py does; all
// modules compiled by that very CPython. The whole is a bundle (python/bundle.ts) of deflated files, cut
// into scripts, as a page on a disk can load nothing else: each calls `livenetPython` with the bundle's
// name, its number and its bytes in base64. Extras are bundles of their own, deflated whole, and so is
// CPython itself, which lies there as python.wasm besides: from an address browsers keep what they
// compiled. All lies in a folder that its content names, the editor's script too, and the widget
// manager, for pages that have none of their own. The same files give the same bytes. pack.json says
// what came of it, and library.zip is CPython's library by itself, for what boots the same Python in
// Node.js.

import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { deflateRawSync, gzipSync } from "node:zlib";
import { loadPyodide } from "pyodide";

const PART = 1_000_000; // bytes of a script, before base64
const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const [, , folder] = process.argv;
const { files, extras } = JSON.parse(readFileSync(0, "utf8"));
const { dropped } = JSON.parse(readFileSync(path("../python/dropped.json"), "utf8"));

/** @param {any[][]} files names with contents */
function bundle(files) {
  const list = Buffer.from(JSON.stringify(files.map(([name, { length }]) => [name, length])));
  const head = Buffer.alloc(4);
  head.writeUInt32LE(list.length);
  return Buffer.concat([head, list, ...files.map(([, content]) => content)]);
}

const npm = path("../node_modules/pyodide/");
const python = await loadPyodide({
  indexURL: npm,
  env: { PYTHONHASHSEED: "0", PYTHONNODEBUGRANGES: "1" },
});
python.FS.writeFile("/compiling.py", readFileSync(path("../python/compiling.py")));
const compiling = python.runPython(
  "import sys; sys.path.insert(0, '/'); import compiling; compiling",
);
const overlay = path("../python/library/");
const own = Object.fromEntries(
  readdirSync(overlay, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".py"))
    .map((name) => [name.replaceAll("\\", "/"), readFileSync(`${overlay}${name}`, "utf8")]),
);
const library = compiling.library(python.toPy(dropped), python.toPy(own)).toJs();
// What reads its own source as it is imported: torch.load asks for PyTorch's settings, and these do.
const READ = /torch\/utils\/serialization\/config\.py$/;
const compiled = (files) =>
  Object.entries(files).map(([name, file]) =>
    name.endsWith(".py") && !READ.test(name)
      ? [`${name}c`, compiling.module(readFileSync(file, "utf8"), name, 0).toJs()]
      : [name, readFileSync(file)],
  );

const contents = {
  worker: readFileSync(path("../dist/python/worker.js")),
  library,
  packages: bundle(compiled(files)),
};
const wasm = readFileSync(`${npm}pyodide.asm.wasm`);
const deflate = (content) => deflateRawSync(content, { level: 9 });
const deflated = Object.entries(contents).map(([name, content]) => [name, deflate(content)]);
const beside = ["python/editor.js", "host/widgets.js", "host/widgets.css"].map((file) => [
  file.replace(/.*\//, ""),
  readFileSync(path(`../dist/${file}`)),
]);
const bundles = { python: bundle(deflated), wasm: deflate(wasm) };
for (const [name, extra] of Object.entries(extras)) {
  bundles[name] = deflate(bundle(compiled(extra.files)));
}
const hash = createHash("sha256");
for (const [, content] of beside) hash.update(content);
for (const content of Object.values(bundles)) hash.update(content);
const digest = hash.digest("hex").slice(0, 16);
rmSync(folder, { recursive: true, force: true });
mkdirSync(`${folder}/${digest}`, { recursive: true });
for (const [name, content] of beside) writeFileSync(`${folder}/${digest}/${name}`, content);
writeFileSync(`${folder}/${digest}/python.wasm`, wasm);
writeFileSync(`${folder}/library.zip`, library);

/** Write a bundle as scripts; return how many, and how large. */
function write(name, whole) {
  let gzipped = 0;
  let parts = 0;
  for (let at = 0; at < whole.length; at += PART, parts++) {
    const content = whole.subarray(at, at + PART).toString("base64");
    const script = `livenetPython("${name}",${parts},"${content}")`;
    gzipped += gzipSync(script, { level: 9 }).length;
    writeFileSync(`${folder}/${digest}/${name}-${parts}.js`, script);
  }
  return { parts, bytes: whole.length, gzipped };
}

const told = {
  folder: digest,
  ...write("python", bundles.python),
  wasm: { name: "wasm", ...write("wasm", bundles.wasm) },
  sizes: Object.fromEntries(deflated.map(([name, { length }]) => [name, length])),
  extras: Object.entries(extras).map(([name, { pattern }]) => ({
    name,
    pattern,
    ...write(name, bundles[name]),
  })),
};
writeFileSync(`${folder}/pack.json`, `${JSON.stringify(told, null, 1)}\n`);
process.exit(0);
