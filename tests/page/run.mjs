// `node run.mjs FOLDER < PROGRAM` runs cells in the page's Python, in Node.js by the worker's own code.
// FOLDER has node.mjs, aten.mjs, library.zip and `python`, what can be imported; PROGRAM is
// `[{ id, source }, …]` as JSON. Prints what became of each: `[{ id, ran, outputs, seconds }, …]`.

import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const folder = process.argv[2];
const at = (name) => pathToFileURL(`${folder}/${name}`).href;
const { bootFrom } = await import(at("node.mjs"));
const { openAten } = await import(at("aten.mjs"));
const cells = JSON.parse(readFileSync(0, "utf8"));
const python = await bootFrom(`${folder}/library.zip`, [`${folder}/python`], { aten: await openAten() });
const results = [];
for (const { id, source } of cells) {
  const outputs = [];
  const begun = process.cpuUsage().user;
  const ran = await python.run(id, source, (output) => outputs.push(output));
  results.push({ id, ran, outputs, seconds: (process.cpuUsage().user - begun) / 1e6 });
}
// Pyodide keeps handles open.
process.stdout.write(JSON.stringify(results), () => process.exit(0));
