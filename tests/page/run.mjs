// `node --expose-gc run.mjs FOLDER` runs programs in the page's Python, in Node.js by the worker's own
// code: each line that it reads is one, for a Python of its own. What V8 made of CPython's WebAssembly
// for the first serves all. FOLDER has node.mjs, aten.mjs, library.zip and `python`, what can be
// imported; a program is a list as JSON: of cells `{ id, source }`, and of changes that a page makes to
// the last widget of a kind, `{ id, model: "IntSliderModel", state }`, bytes in it as `{ base64 }`.
// Prints a line for each of its parts, what became of it: `{ id, ran, outputs, comms, seconds, memory }`,
// comms being what widgets said to the page, memory the bytes that the process has had at most, of
// Python's memory, of that of tensors, and in tensors that live. Nothing of it is kept, as a page
// keeps none.

import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { setFlagsFromString } from "node:v8";
import { runInThisContext } from "node:vm";

// Node 20 has relaxed SIMD, and with it fused multiply-add, behind a flag; browsers have it without.
if (Number.parseInt(process.versions.node, 10) < 21) {
  setFlagsFromString("--experimental-wasm-relaxed-simd");
}

const folder = process.argv[2];
const at = (name) => pathToFileURL(`${folder}/${name}`).href;
const { bootFrom } = await import(at("node.mjs"));
const { openAten } = await import(at("aten.mjs"));
runInThisContext(readFileSync(`${folder}/python/graphviz.js`, "utf8"));

/** A change of the page's to a widget as a message: bytes beside the state. */
function change(id, state) {
  const bytes = Object.entries(state).filter(([, value]) => value?.base64 !== undefined);
  const plain = Object.entries(state).filter(([, value]) => value?.base64 === undefined);
  const buffer_paths = bytes.map(([name]) => [name]);
  const data = { method: "update", state: Object.fromEntries(plain), buffer_paths };
  return {
    type: "comm_msg",
    id,
    content: JSON.stringify({ data, metadata: {} }),
    // as a page sends them: of no type of Node.js's own
    buffers: bytes.map(([, { base64 }]) => Uint8Array.from(Buffer.from(base64, "base64"))),
  };
}

async function run(program) {
  const widgets = new Map(); // the id of the last one of each model
  let comms = [];
  let outputs = [];
  const hear = ({ type, id, content, buffers }) => {
    const { data } = JSON.parse(content);
    if (type === "comm_open") widgets.set(data.state._model_name, id);
    comms.push({ type, id, data, buffers: buffers.map((b) => Buffer.from(b).toString("base64")) });
  };
  const modules = { aten: await openAten(), page_graphviz: await globalThis.livenetGraphviz() };
  const python = await bootFrom(`${folder}/library.zip`, [`${folder}/python`], modules, hear);
  const memory = () => ({
    process: process.resourceUsage().maxRSS * 1024,
    python: python.python._module.HEAPU8.length,
    tensors: modules.aten.size(),
    living: modules.aten.held(),
  });
  for (const one of program) {
    outputs = [];
    comms = [];
    const begun = process.cpuUsage().user;
    let ran = true;
    if (one.model) await python.receive(change(widgets.get(one.model), one.state));
    // what its widgets print later stands beside what comes then
    else ran = await python.run(one.id, one.source, (output) => outputs.push(output));
    const seconds = (process.cpuUsage().user - begun) / 1e6;
    const told = { id: one.id, ran, outputs, comms, seconds, memory: memory() };
    process.stdout.write(`${JSON.stringify(told)}\n`);
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  await run(JSON.parse(line));
  globalThis.gc(); // the Python that has ended, whose memory is large
}
// Pyodide keeps handles open.
process.exit(0);
