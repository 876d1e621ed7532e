// Lets a widget import a file of formulas, `name: TeX; TeX` a line, as MathML by name: browsers
// draw it themselves, so a notebook needs neither fonts nor scripts for it.

import { readFile } from "node:fs/promises";
import katex from "katex";

/** KaTeX's MathML alone, without the source that it keeps beside. */
function mathml(tex) {
  const html = katex.renderToString(tex, { output: "mathml", displayMode: true, strict: "error" });
  return html
    .replace(/^<span class="katex">/, "")
    .replace(/<\/span>$/, "")
    .replace(/<\/?semantics>/g, "")
    .replace(/<annotation[\s\S]*?<\/annotation>/, "")
    .replace(' xmlns="http://www.w3.org/1998/Math/MathML"', "");
}

export function formulas(text) {
  const lines = text.split(/\r?\n/).filter((line) => line && !line.startsWith("%"));
  return Object.fromEntries(
    lines.map((line) => {
      const [, name, list] = line.match(/^(\w+): (.*)$/);
      return [name, list.split("; ").map(mathml)];
    }),
  );
}

export const formulasPlugin = {
  name: "livenet-formulas",
  setup({ onLoad }) {
    onLoad({ filter: /formulas\.tex$/ }, async ({ path }) => ({
      contents: JSON.stringify(formulas(await readFile(path, "utf8"))),
      loader: "json",
    }));
  },
};
