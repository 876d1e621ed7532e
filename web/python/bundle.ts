// Files in one row of bytes: four for the length of the list that follows, `[[name, length], ...]` as
// JSON, then the files. web/scripts/pack-python.mjs writes it.

/** The files by name; they share the memory of `bytes`. */
export function unbundle(bytes: Uint8Array<ArrayBuffer>): Map<string, Uint8Array<ArrayBuffer>> {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  const list: [string, number][] = JSON.parse(
    new TextDecoder().decode(bytes.subarray(4, 4 + length)),
  );
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  let at = 4 + length;
  for (const [name, size] of list) {
    files.set(name, bytes.subarray(at, at + size));
    at += size;
  }
  if (at !== bytes.length) throw new Error("These files are not what their list says.");
  return files;
}

/** What a file was before web/scripts/pack-python.mjs deflated it. */
export function inflate(bytes: Uint8Array<ArrayBuffer>): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
}
