// Python's files come to the page: scripts, as a page on a disk can load nothing else, each with a part
// of one row of bytes. book/site/python.py tells in `data-python` where they lie.

import { unbundle } from "../python/bundle";
import type { Files } from "../python/messages";
import { loadScript, type Tell } from "../shared/scripts";

/** Where the site's Python lies, and how large it is. */
export interface Place {
  folder: string;
  parts: number;
  bytes: number;
}

declare global {
  var livenetPython: ((part: number, content: string) => void) | undefined;
}

/** What a worker starts from: its own code, and what CPython boots from. */
export interface Python {
  worker: string;
  files: Files;
}

/** Load all parts; `progress` hears how many bytes have come, `tell` of trouble. */
export async function loadPython(
  { folder, parts }: Place,
  progress: (bytes: number) => void,
  tell: Tell,
): Promise<Python> {
  const arrived: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  globalThis.livenetPython = (part, content) => {
    if (arrived[part]) return; // one that was asked for twice
    arrived[part] = Uint8Array.from(atob(content), (c) => c.charCodeAt(0));
    bytes += arrived[part].length;
    progress(bytes);
  };
  const scripts = Array.from({ length: parts }, (_, part) => `${folder}${part}.js`);
  await Promise.all(scripts.map((address) => loadScript(address, tell)));
  const packed = unbundle(await whole(arrived));
  const stream = (name: string) => inflate(packed.get(name) ?? new Uint8Array());
  const read = async (name: string) =>
    new Uint8Array(await new Response(stream(name)).arrayBuffer());
  const headers = { "Content-Type": "application/wasm" };
  const [worker, wasm, library, packages] = await Promise.all([
    new Response(stream("worker")).text(),
    WebAssembly.compileStreaming(new Response(stream("wasm"), { headers })),
    read("library"),
    read("packages"),
  ]);
  return { worker, files: { wasm, library, packages } };
}

async function whole(parts: Uint8Array<ArrayBuffer>[]): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

function inflate(bytes: Uint8Array<ArrayBuffer>): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
}
