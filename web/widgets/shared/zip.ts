// A ZIP file of files as they are, as PKWARE's APPNOTE describes it: no compression, no comment.

const CRC = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

function crc32(bytes: Uint8Array): number {
  let value = 0xffffffff;
  for (const byte of bytes) value = CRC[(value ^ byte) & 0xff] ^ (value >>> 8);
  return ~value >>> 0;
}

/** Fields of 2 and 4 bytes, low byte first. */
function fields(...values: [size: 2 | 4, value: number][]): Uint8Array<ArrayBuffer> {
  const bytes = values.flatMap(([size, value]) =>
    Array.from({ length: size }, (_, i) => (value >>> (8 * i)) & 0xff),
  );
  return Uint8Array.from(bytes);
}

/** The file; names are ASCII, and all is smaller than 4 GB. */
export function zip(files: [name: string, bytes: Uint8Array][]): Blob {
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let at = 0;
  const sizeOf = (list: Uint8Array[]) => list.reduce((sum, { length }) => sum + length, 0);
  for (const [name, bytes] of files) {
    const title = new TextEncoder().encode(name);
    // Version 1.0, no flags, stored; 1 January 1980, midnight.
    const common = fields(
      ...([10, 0, 0, 0, 0x21].map((value) => [2, value]) as [2, number][]),
      [4, crc32(bytes)],
      [4, bytes.length],
      [4, bytes.length],
      [2, title.length],
      [2, 0],
    );
    const local = [fields([4, 0x04034b50]), common, title, bytes];
    const rest = fields([2, 0], [2, 0], [2, 0], [4, 0], [4, at]);
    directory.push(fields([4, 0x02014b50], [2, 10]), common, rest, title);
    parts.push(...local);
    at += sizeOf(local);
  }
  const count = files.length;
  const end = fields(
    [4, 0x06054b50],
    [2, 0],
    [2, 0],
    [2, count],
    [2, count],
    [4, sizeOf(directory)],
    [4, at],
    [2, 0],
  );
  return new Blob([...parts, ...directory, end] as BlobPart[], { type: "application/zip" });
}
