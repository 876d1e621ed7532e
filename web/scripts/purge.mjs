// `node purge.mjs FOLDER ...` makes the stylesheets of built pages small. Those that the themes bring
// become one, theme.css, without what is for no word that any page or script there says: most of
// Bootstrap, and Font Awesome's icons. What stays, and the book's own, is written short.

import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { transform } from "esbuild";
import postcss from "postcss";
import { PurgeCSS } from "purgecss";

// The themes' links stand before the first of the book's own.
const THEMES =
  /<link rel="stylesheet"[^>]* href="_static\/basic\.css.*?(?=<link[^>]* href="_static\/face\.css)/s;
const JOINED = '<link rel="stylesheet" href="_static/theme.css">\n  ';

/** Let each page of a folder name one stylesheet for those of the themes; return which they were. */
async function joinLinks(folder) {
  let joined = [];
  for (const page of (await readdir(folder)).filter((file) => file.endsWith(".html"))) {
    const html = await readFile(`${folder}/${page}`, "utf8");
    const [links] = html.match(THEMES) ?? [];
    if (!links) continue;
    const sheets = [...links.matchAll(/ href="_static\/([^"?]+)/g)].map(([, name]) => name);
    if (joined.length && `${sheets}` !== `${joined}`) throw new Error(`${page} has other sheets.`);
    joined = sheets;
    await writeFile(`${folder}/${page}`, html.replace(links, JOINED));
  }
  return joined;
}

/** Remove each rule of a stylesheet that asks for Font Awesome, whose fonts are left behind. */
function dropIcons(css) {
  const root = postcss.parse(css);
  root.walkDecls((declaration) => {
    if (declaration.value.includes("Font Awesome")) declaration.parent?.remove();
  });
  root.walkAtRules("charset", (rule) => rule.remove()); // it may stand first alone
  return root.toString();
}

async function purge(folder, css) {
  const [purged] = await new PurgeCSS().purge({
    content: [`${folder}/**/*.html`, `${folder}/_static/*.js`],
    css: [{ raw: dropIcons(css) }],
    // A rule of a bare `:focus-visible` would go too, and with it the ring around what has focus.
    safelist: [/^:/],
  });
  return purged.css;
}

for (const folder of process.argv.slice(2)) {
  const own = `${folder}/_static`;
  const sheets = await joinLinks(folder);
  const css = await Promise.all(sheets.map((name) => readFile(`${own}/${name}`, "utf8")));
  for (const name of [...sheets, "styles"]) {
    await rm(`${own}/${name}`, { recursive: true, force: true });
  }
  await writeFile(`${own}/theme.css`, await purge(folder, css.join("\n")));
  for (const name of (await readdir(own)).filter((file) => file.endsWith(".css"))) {
    const options = { loader: "css", minify: true, charset: "utf8", target: "safari16" };
    const { code } = await transform(await readFile(`${own}/${name}`, "utf8"), options);
    await writeFile(`${own}/${name}`, code);
  }
}
