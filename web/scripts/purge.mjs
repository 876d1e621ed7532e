// `node purge.mjs FOLDER ...` takes out of the theme's stylesheets, in folders of built pages, what
// is for no word that any page or script there says: most of Bootstrap, and Font Awesome's icons.

import { readdir, readFile, writeFile } from "node:fs/promises";
import postcss from "postcss";
import { PurgeCSS } from "purgecss";

/** Remove each rule of a stylesheet that asks for Font Awesome, whose fonts are left behind. */
function dropIcons(css) {
  const root = postcss.parse(css);
  root.walkDecls((declaration) => {
    if (declaration.value.includes("Font Awesome")) declaration.parent?.remove();
  });
  return root.toString();
}

for (const folder of process.argv.slice(2)) {
  const styles = `${folder}/_static/styles`;
  for (const name of (await readdir(styles)).filter((file) => file.endsWith(".css"))) {
    const [purged] = await new PurgeCSS().purge({
      content: [`${folder}/**/*.html`, `${folder}/_static/*.js`],
      css: [{ raw: dropIcons(await readFile(`${styles}/${name}`, "utf8")) }],
      // A rule of a bare `:focus-visible` would go too, and with it the ring around what has focus.
      safelist: [/^:/],
    });
    await writeFile(`${styles}/${name}`, purged.css);
  }
}
