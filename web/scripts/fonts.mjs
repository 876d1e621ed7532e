// Copies the book's text face into web/dist/static/fonts: Source Sans 3, its Latin part in one file
// for all weights, as it is published, with its licence. assets/css/face.css says how pages use it.

import { cp, mkdir, rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const from = fileURLToPath(
  new URL("../node_modules/@fontsource-variable/source-sans-3/", import.meta.url),
);
const to = fileURLToPath(new URL("../dist/static/fonts/", import.meta.url));

await rm(to, { recursive: true, force: true });
await mkdir(to, { recursive: true });
await cp(`${from}files/source-sans-3-latin-wght-normal.woff2`, `${to}source-sans-3.woff2`);
await cp(`${from}LICENSE`, `${to}source-sans-3.LICENSE.txt`);
