// Python's files come to the page: scripts, as a page on a disk can load nothing else, each with a part
// of one row of bytes. book/site/python.py tells in `data-python` where they lie.

import { placesIn } from "../python/bundle";
import type { Files } from "../python/messages";
import { bytesOf } from "../shared/base64";
import { inflate, whole } from "../shared/inflate";
import { loadScript, type Tell } from "../shared/scripts";

/** A bundle in so many scripts. */
export interface Bundle {
  name: string;
  parts: number;
  bytes: number;
}

/** Where the site's Python lies, and how large it is. */
export interface Place extends Omit<Bundle, "name"> {
  folder: string;
  /** CPython itself for pages that cannot have it from an address, as those on a disk. */
  wasm: Bundle;
  /** What comes only when a cell's code has a pattern. */
  extras: (Bundle & { pattern: string })[];
}

/** How many bytes every cell needs. */
export const sizeOf = ({ bytes, wasm }: Place): number => bytes + wasm.bytes;

declare global {
  var livenetPython: ((bundle: string, part: number, content: string) => void) | undefined;
}

type Bytes = Uint8Array<ArrayBuffer>;

/** What a worker starts from: its own code, and what CPython boots from, each as soon as it is there. */
export interface Python {
  worker: Promise<string>;
  files: { [Name in keyof Files]: Promise<Files[Name]> };
}

/** Load what every cell needs; `progress` hears how many bytes have come, `tell` of trouble. */
export function loadPython(place: Place, progress: (bytes: number) => void, tell: Tell): Python {
  const come = { python: 0, wasm: 0 };
  const hear = (name: keyof typeof come) => (bytes: number) => {
    come[name] = bytes;
    progress(come.python + come.wasm);
  };
  const row = loadParts(place.folder, { ...place, name: "python" }, hear("python"), tell);
  return {
    worker: new Response(inflate(cutOut(row, "worker"))).text(),
    files: {
      wasm: compiled(place, hear("wasm"), tell),
      library: joined(cutOut(row, "library")),
      packages: joined(cutOut(row, "packages")),
    },
  };
}

/**
 * CPython, compiled. Of what comes from an address a browser keeps the machine code, which spares the
 * next page most of the time until it prints; from scripts it comes where there is no such address.
 */
async function compiled(
  { folder, wasm }: Place,
  progress: (bytes: number) => void,
  tell: Tell,
): Promise<WebAssembly.Module> {
  if (location.protocol.startsWith("http")) {
    try {
      const module = await WebAssembly.compileStreaming(fetch(`${folder}python.wasm`));
      progress(wasm.bytes);
      return module;
    } catch {} // a host that does not send it as what it is, or at all
  }
  const pieces = inflate(inOrder(loadParts(folder, wasm, progress, tell)));
  const headers = { "Content-Type": "application/wasm" };
  return WebAssembly.compileStreaming(new Response(pieces, { headers }));
}

/** A file of a bundle in pieces, each once its part has come. */
async function* cutOut(row: Promise<Bytes>[], name: string): AsyncGenerator<Bytes> {
  const { length } = await row[0];
  const [start, end] = placesIn(await row[0]).get(name) ?? [0, 0];
  for (let part = Math.floor(start / length); part * length < end; part++) {
    const before = part * length;
    yield (await row[part]).subarray(Math.max(0, start - before), end - before);
  }
}

/** Pieces as one. */
async function joined(pieces: AsyncGenerator<Bytes>): Promise<Bytes> {
  const all: Bytes[] = [];
  for await (const piece of pieces) all.push(piece);
  const bytes = new Uint8Array(all.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of all) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

/** Load the scripts of a bundle; its bytes. */
export function loadBundle(
  folder: string,
  bundle: Bundle,
  progress: (bytes: number) => void,
  tell: Tell,
): Promise<Bytes> {
  return whole(inflate(inOrder(loadParts(folder, bundle, progress, tell))));
}

async function* inOrder(row: Promise<Bytes>[]): AsyncGenerator<Bytes> {
  for (const part of row) yield await part;
}

const arrived: Record<string, (part: number, content: string) => void> = {};

/** Load the scripts of a bundle; the bytes of each, when it has come. */
function loadParts(
  folder: string,
  { name, parts }: Bundle,
  progress: (bytes: number) => void,
  tell: Tell,
): Promise<Bytes>[] {
  const known: Bytes[] = [];
  arrived[name] = (part, content) => {
    if (known[part]) return; // one that was asked for twice
    known[part] = bytesOf(content);
    progress(known.reduce((sum, { length }) => sum + length, 0));
  };
  globalThis.livenetPython = (bundle, part, content) => arrived[bundle](part, content);
  return Array.from({ length: parts }, async (_, part) => {
    await loadScript(`${folder}${name}-${part}.js`, tell);
    return known[part];
  });
}
