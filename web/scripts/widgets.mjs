// Bundles each instrument of widgets/ into one module and one stylesheet, web/dist/widgets/NAME.js
// and NAME.css, which livenet.widgets gives to anywidget; and says how large they are. The engine in
// it has the core of its operations; NAME-usual.js and NAME-all.js have more, for networks that need
// them. An author may name those that changed; with --watch they are bundled again when saved.

import { readdir, readFile, rm } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
import { context } from "esbuild";
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
const TOKENS = path("../../assets/css/tokens.css");
const SHARED = path("../widgets/shared/instrument.css");

/** The book's tokens within an instrument, as a notebook's page has none. */
async function tokens() {
  const css = await readFile(TOKENS, "utf8");
  return css
    .replaceAll(":root", "&")
    .replace('html[data-theme="dark"]', `:is(${DARK.join(", ")}) &`);
}

/**
 * Puts an instrument's style.css, and what all share before it, under the instrument's own class:
 * in a notebook many stand in one document, and a stylesheet stays there once it has come.
 */
const stylesPlugin = {
  name: "livenet-styles",
  setup({ onLoad }) {
    onLoad({ filter: /widgets\/[\w-]+\/style\.css$/ }, async ({ path: own }) => {
      const sheets = [await tokens(), await readFile(SHARED, "utf8"), await readFile(own, "utf8")];
      return {
        contents: `.livenet-${basename(dirname(own))} {\n${sheets.join("\n")}\n}`,
        loader: "css",
        watchFiles: [TOKENS, SHARED, own],
      };
    });
  },
};

/** NAME.css serves all bundles. */
const noStylesPlugin = {
  name: "livenet-no-styles",
  setup({ onLoad }) {
    onLoad({ filter: /\.css$/ }, () => ({ contents: "", loader: "empty" }));
  },
};

const outdir = path("../dist/widgets/");
const folders = await readdir(path("../widgets/"), { withFileTypes: true });
const all = folders.filter((f) => f.isDirectory() && f.name !== "shared").map((f) => f.name);
const asked = parseArgs({ allowPositionals: true, options: { watch: { type: "boolean" } } });
const names = asked.positionals.length ? asked.positionals : all;

/** One bundle for each name, with an engine that has these operations, and may divide wide layers. */
const bundles = (names, operations, suffix, wide = false) =>
  context({
    entryPoints: Object.fromEntries(
      names.map((name) => [`${name}${suffix}`, path(`../widgets/${name}/index.ts`)]),
    ),
    outdir,
    bundle: true,
    format: "esm",
    target: ["es2022", "safari16"],
    minify: true,
    metafile: true,
    legalComments: "none",
    charset: "utf8",
    plugins: [suffix ? noStylesPlugin : stylesPlugin, formulasPlugin, engine(operations, wide)],
  });

const core = await bundles(names, "core", "");
const { metafile } = await core.rebuild();
/** Those that have something of a file of the engine. */
const having = (part) =>
  names.filter((name) =>
    Object.entries(metafile.outputs).some(
      ([file, { inputs }]) => basename(file) === `${name}.js` && inputs[part]?.bytesInOutput,
    ),
  );
const running = having("engine/trainer.ts");
const onManyCores = having("engine/cost.ts");
const larger = [];
for (const operations of ["usual", "all"]) {
  for (const wide of [false, true]) {
    const these = running.filter((name) => onManyCores.includes(name) === wide);
    const built = await bundles(these, operations, `-${operations}`, wide);
    await built.rebuild();
    larger.push(built);
  }
}
for (const file of (await readdir(outdir)).sort()) {
  const name = file.replace(/(-usual|-all)?\.\w+$/, "");
  if (!all.includes(name)) await rm(`${outdir}${file}`);
  else if (names.includes(name)) {
    const bytes = await readFile(`${outdir}${file}`);
    console.log(`${file}: ${bytes.length} bytes, ${gzipSync(bytes, { level: 9 }).length} gzipped`);
  }
}
for (const built of [core, ...larger]) {
  if (asked.values.watch) await built.watch();
  else await built.dispose();
}
