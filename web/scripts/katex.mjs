// Copies KaTeX's stylesheet and its WOFF2 fonts, which every browser reads, into web/dist/static/katex.
// The formulas themselves are rendered when the book is built.

import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const from = fileURLToPath(new URL("../node_modules/katex/dist/", import.meta.url));
const to = fileURLToPath(new URL("../dist/static/katex/", import.meta.url));

await rm(to, { recursive: true, force: true });
await mkdir(`${to}fonts`, { recursive: true });
const css = await readFile(`${from}katex.min.css`, "utf8");
const other = /,url\([^)]+\.(?:woff|ttf)\) format\("[^"]+"\)/g;
await writeFile(`${to}katex.min.css`, css.replace(other, ""));
for (const font of await readdir(`${from}fonts`)) {
  if (font.endsWith(".woff2")) await cp(`${from}fonts/${font}`, `${to}fonts/${font}`);
}
