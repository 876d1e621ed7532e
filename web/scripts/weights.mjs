// Says how large built files are.

import { readFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";

/** Print the bytes of some files of a folder, and how many they are gzipped. */
export async function printWeights(folder, names) {
  for (const name of names) {
    const bytes = await readFile(folder + name);
    console.log(`${name}: ${bytes.length} bytes, ${gzipSync(bytes, { level: 9 }).length} gzipped`);
  }
}
