// Bundles each instrument of widgets/ into one module and one stylesheet, web/dist/widgets/NAME.js
// and NAME.css, which livenet.widgets gives to anywidget; and says how large they are.

import { readdir, readFile, rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { engine } from "./engine.mjs";
import { formulasPlugin } from "./formulas.mjs";

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

// What says "dark" in the book, in JupyterLab, in Colab and in VS Code.
const DARK = [
  'html[data-theme="dark"]',
  'body[data-jp-theme-light="false"]',
  'html[theme="dark"]',
  "body.vscode-dark",
];

/** The book's tokens on .livenet, as a notebook's page has none. */
async function tokens() {
  const css = await readFile(path("../../assets/css/tokens.css"), "utf8");
  const dark = `:is(${DARK.join(", ")}) .livenet`;
  return css.replace(":root", ".livenet").replace('html[data-theme="dark"]', dark);
}

/** Lets a stylesheet import "livenet:tokens". */
const tokensPlugin = {
  name: "livenet-tokens",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^livenet:tokens$/ }, ({ path }) => ({ path, namespace: "tokens" }));
    onLoad({ filter: /.*/, namespace: "tokens" }, async () => ({
      contents: await tokens(),
      loader: "css",
    }));
  },
};

const outdir = path("../dist/widgets/");
const folders = await readdir(path("../widgets/"), { withFileTypes: true });
const all = folders.filter((f) => f.isDirectory() && f.name !== "shared").map((f) => f.name);
// An author may name those that changed.
const names = process.argv.length > 2 ? process.argv.slice(2) : all;
await build({
  entryPoints: Object.fromEntries(names.map((name) => [name, path(`../widgets/${name}/index.ts`)])),
  outdir,
  bundle: true,
  format: "esm",
  target: ["es2022", "safari16"],
  minify: true,
  legalComments: "none",
  charset: "utf8",
  plugins: [tokensPlugin, formulasPlugin, engine()],
});
for (const file of (await readdir(outdir)).sort()) {
  const name = file.replace(/\.\w+$/, "");
  if (!all.includes(name)) await rm(`${outdir}${file}`);
  else if (names.includes(name)) {
    const bytes = await readFile(`${outdir}${file}`);
    console.log(`${file}: ${bytes.length} bytes, ${gzipSync(bytes, { level: 9 }).length} gzipped`);
  }
}
