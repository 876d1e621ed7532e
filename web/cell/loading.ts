// Python's files come to the page: scripts, as a page on a disk can load nothing else, each with a part
// of one row of bytes. book/site/python.py tells in `data-python` where they lie.

import { inflate, unbundle } from "../python/bundle";
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

/** What a worker starts from: its own code, and what CPython boots from. */
export interface Python {
  worker: string;
  files: Files;
}

/** Load what every cell needs; `progress` hears how many bytes have come, `tell` of trouble. */
export async function loadPython(
  { folder, parts, bytes }: Place,
  progress: (bytes: number) => void,
  tell: Tell,
): Promise<Python> {
  const packed = unbundle(
    await loadBundle(folder, { name: "python", parts, bytes }, progress, tell),
  );
  const content = (name: string) => packed.get(name) ?? new Uint8Array();
  const stream = (name: string) => inflate(content(name));
  const read = (name: string) => inflated(content(name));
  const headers = { "Content-Type": "application/wasm" };
  const [worker, wasm, library, packages] = await Promise.all([
    new Response(stream("worker")).text(),
    WebAssembly.compileStreaming(new Response(stream("wasm"), { headers })),
    read("library"),
    read("packages"),
  ]);
  return { worker, files: { wasm, library, packages } };
}

const arrived: Record<string, Uint8Array<ArrayBuffer>[]> = {};
const listeners: Record<string, (bytes: number) => void> = {};

/** Load the scripts of a bundle; its bytes. */
export async function loadBundle(
  folder: string,
  { name, parts }: Bundle,
  progress: (bytes: number) => void,
  tell: Tell,
): Promise<Uint8Array<ArrayBuffer>> {
  arrived[name] = [];
  listeners[name] = progress;
  globalThis.livenetPython = (bundle, part, content) => {
    const known = arrived[bundle];
    if (known[part]) return; // one that was asked for twice
    known[part] = Uint8Array.from(atob(content), (c) => c.charCodeAt(0));
    listeners[bundle](known.reduce((sum, { length }) => sum + length, 0));
  };
  const scripts = Array.from({ length: parts }, (_, part) => `${folder}${name}-${part}.js`);
  await Promise.all(scripts.map((address) => loadScript(address, tell)));
  const bytes = await whole(arrived[name]);
  delete arrived[name];
  return bytes;
}

async function whole(parts: Uint8Array<ArrayBuffer>[]): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

/** The bytes that were deflated. */
export async function inflated(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await new Response(inflate(bytes)).arrayBuffer());
}
