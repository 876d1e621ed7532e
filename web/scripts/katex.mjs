// Copies KaTeX's stylesheet and its WOFF2 fonts, which every browser reads, into web/dist/static/katex.
// The formulas themselves are rendered when the book is built. Each font lies there within a
// stylesheet as well, for pages where it does not come by itself: see page/fonts.ts.

import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const from = fileURLToPath(new URL("../node_modules/katex/dist/", import.meta.url));
const to = fileURLToPath(new URL("../dist/static/katex/", import.meta.url));

await rm(to, { recursive: true, force: true });
await mkdir(`${to}fonts`, { recursive: true });
const css = await readFile(`${from}katex.min.css`, "utf8");
const other = /,url\([^)]+\.(?:woff|ttf)\) format\("[^"]+"\)/g;
const own = css.replace(other, "");
await writeFile(`${to}katex.min.css`, own);
for (const font of await readdir(`${from}fonts`)) {
  if (!font.endsWith(".woff2")) continue;
  await cp(`${from}fonts/${font}`, `${to}fonts/${font}`);
  const [face] = own.match(new RegExp(`@font-face{[^}]*${font}[^}]*}`)) ?? [];
  if (!face) throw new Error(`KaTeX's stylesheet has no face for ${font}.`);
  const content = await readFile(`${from}fonts/${font}`, "base64");
  const data = `url(data:font/woff2;base64,${content})`;
  await writeFile(
    `${to}fonts/${font.replace(".woff2", ".css")}`,
    face.replace(/url\([^)]*\)/, data),
  );
}
