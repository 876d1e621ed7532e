// The licences of the packages that a bundle is made of, which ask to travel with them.

import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

/** The text of all, by esbuild's account of a bundle. */
export async function licensesOf(metafile) {
  const packages = new Set(
    Object.keys(metafile.inputs).flatMap(
      (input) => input.match(/node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1] ?? [],
    ),
  );
  const licenses = [];
  for (const name of [...packages].sort()) {
    const root = fileURLToPath(new URL(`../node_modules/${name}/`, import.meta.url));
    const { version, license } = JSON.parse(await readFile(`${root}package.json`, "utf8"));
    const file = (await readdir(root)).find((entry) => /^licen[cs]e/i.test(entry));
    const text = file ? await readFile(root + file, "utf8") : license;
    licenses.push(`${name} ${version}\n\n${text.trim()}\n`);
  }
  return licenses.join("\n---\n\n");
}
