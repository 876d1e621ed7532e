// Files in one row of bytes: four for the length of the list that follows, `[[name, length], ...]` as
// JSON, then the files. web/scripts/pack-python.mjs writes it.

/** Where each file begins and ends, as the beginning of the row tells. */
export function placesIn(bytes: Uint8Array<ArrayBuffer>): Map<string, [number, number]> {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  const list: [string, number][] = JSON.parse(
    new TextDecoder().decode(bytes.subarray(4, 4 + length)),
  );
  const places = new Map<string, [number, number]>();
  let at = 4 + length;
  for (const [name, size] of list) {
    places.set(name, [at, at + size]);
    at += size;
  }
  return places;
}

/** The files by name; they share the memory of `bytes`. */
export function unbundle(bytes: Uint8Array<ArrayBuffer>): Map<string, Uint8Array<ArrayBuffer>> {
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  let last = 0;
  for (const [name, [start, end]] of placesIn(bytes)) {
    files.set(name, bytes.subarray(start, end));
    last = end;
  }
  if (last !== bytes.length) throw new Error("These files are not what their list says.");
  return files;
}
