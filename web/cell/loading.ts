// Python's files come to the page: scripts, as a page on a disk can load nothing else, each with a part
// of one row of bytes. book/site/python.py tells in `data-python` where they lie.

import { placesIn } from "../python/bundle";
import type { Files } from "../python/messages";
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
  /** What comes only when a cell's code has a pattern. */
  extras: (Bundle & { pattern: string })[];
}

declare global {
  var livenetPython: ((bundle: string, part: number, content: string) => void) | undefined;
}

type Bytes = Uint8Array<ArrayBuffer>;

/** What a worker starts from: its own code, and what CPython boots from, each as soon as it is there. */
export interface Python {
  worker: Promise<string>;
  files: Promise<Files>;
}

/** Load what every cell needs; `progress` hears how many bytes have come, `tell` of trouble. */
export function loadPython(
  { folder, parts, bytes }: Place,
  progress: (bytes: number) => void,
  tell: Tell,
): Python {
  const row = loadParts(folder, { name: "python", parts, bytes }, progress, tell);
  const read = async (name: string) => inflated(await cutOut(row, name));
  const compile = async () => {
    const headers = { "Content-Type": "application/wasm" };
    return WebAssembly.compileStreaming(
      new Response(inflate(await cutOut(row, "wasm")), { headers }),
    );
  };
  const files = Promise.all([compile(), read("library"), read("packages")]);
  return {
    worker: read("worker").then((text) => new TextDecoder().decode(text)),
    files: files.then(([wasm, library, packages]) => ({ wasm, library, packages })),
  };
}

/** A file of a bundle, once the parts that it lies in have come. */
async function cutOut(row: Promise<Bytes>[], name: string): Promise<Blob> {
  const first = await row[0];
  const [start, end] = placesIn(first).get(name) ?? [0, 0];
  const from = Math.floor(start / first.length);
  const parts = await Promise.all(row.slice(from, Math.ceil(end / first.length)));
  const before = from * first.length;
  return new Blob(parts).slice(start - before, end - before);
}

/** Load the scripts of a bundle; its bytes. */
export async function loadBundle(
  folder: string,
  bundle: Bundle,
  progress: (bytes: number) => void,
  tell: Tell,
): Promise<Blob> {
  return new Blob(await Promise.all(loadParts(folder, bundle, progress, tell)));
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
    known[part] = decoded(content);
    progress(known.reduce((sum, { length }) => sum + length, 0));
  };
  globalThis.livenetPython = (bundle, part, content) => arrived[bundle](part, content);
  return Array.from({ length: parts }, async (_, part) => {
    await loadScript(`${folder}${name}-${part}.js`, tell);
    return known[part];
  });
}

/** The bytes that base64 stands for. A function that is called for each takes ten times the time. */
function decoded(base64: string): Bytes {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

/** The bytes that were deflated. */
export async function inflated(bytes: Blob): Promise<Bytes> {
  return new Uint8Array(await new Response(inflate(bytes)).arrayBuffer());
}

function inflate(bytes: Blob): ReadableStream<Bytes> {
  return bytes.stream().pipeThrough(new DecompressionStream("deflate-raw"));
}
