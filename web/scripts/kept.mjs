// Keeps in a file what takes long to make, behind a hash of what it is made of.

import { createHash } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { basename, dirname } from "node:path";

/**
 * The bytes that `make` gives, or gave when the files were as they are.
 *
 * @param {string} file where they are kept
 * @param {string[]} madeOf all files that they are made of, in an order that stays
 * @param {() => Promise<Uint8Array>} make
 */
export async function kept(file, madeOf, make) {
  const hashing = createHash("sha256");
  for (const path of madeOf) {
    const content = await readFile(path);
    hashing.update(`${basename(path)} ${content.length} `).update(content);
  }
  const hash = hashing.digest();
  const found = await readFile(file).catch(() => Buffer.alloc(0));
  if (found.subarray(0, hash.length).equals(hash)) return found.subarray(hash.length);
  const bytes = await make();
  await mkdir(dirname(file), { recursive: true });
  // Whole or not at all: others may be reading it, or making the same.
  const own = `${file}.${process.pid}`;
  await writeFile(own, Buffer.concat([hash, bytes]));
  await rename(own, file);
  return bytes;
}
