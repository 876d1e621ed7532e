// The state of a page's widgets, whose large buffers lie in files: scripts, as a page on a disk may
// load nothing else. Each calls `livenetState` with its name and its content: bytes in so many planes
// (of 4, every 4th byte, then every 4th from the second ...), deflated, in base64.

import { bytesOf } from "../shared/base64";
import { fileOf, loadScript, type Tell } from "../shared/scripts";

/** As the widget manager knows it, but for buffers in files. */
export interface State {
  version_major: number;
  version_minor: number;
  state: Record<string, { state: Record<string, unknown>; buffers?: Buffer[] }>;
}

interface Buffer {
  path: (string | number)[];
  encoding: string;
  data: string;
}

const arrived = new Map<string, [planes: number, packed: string]>();
const files = new Map<string, Promise<DataView>>();

declare global {
  var livenetState: ((name: string, planes: number, packed: string) => void) | undefined;
}

/** The state with the content of its files in place, each a DataView; `tell` hears of trouble. */
export async function withFiles(page: State, tell: Tell): Promise<State> {
  globalThis.livenetState = (name, ...content) => void arrived.set(name, content);
  const fetched = async (address: string) => {
    await loadScript(address, tell);
    const known = files.get(address) ?? unpack(address);
    files.set(address, known);
    return known;
  };
  const waiting = Object.values(page.state).flatMap((model) => {
    const [far, near] = [true, false].map((is) =>
      (model.buffers ?? []).filter(({ encoding }) => (encoding === "file") === is),
    );
    model.buffers = near;
    return far.map(async ({ path, data }) => put(model.state, path, await fetched(data)));
  });
  await Promise.all(waiting);
  return page;
}

async function unpack(address: string): Promise<DataView> {
  const file = fileOf(address);
  const content = arrived.get(file.slice(0, -".js".length));
  if (!content) throw new Error(`${file} is not what it should be.`);
  const [planes, packed] = content;
  const bytes = bytesOf(packed);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return interleave(new Uint8Array(await new Response(stream).arrayBuffer()), planes);
}

/** Bytes in planes, in order again. */
function interleave(bytes: Uint8Array<ArrayBuffer>, planes: number): DataView {
  if (planes === 1) return new DataView(bytes.buffer);
  const whole = new Uint8Array(bytes.length);
  const each = bytes.length / planes;
  for (let plane = 0; plane < planes; plane++) {
    const from = plane * each;
    for (let i = 0; i < each; i++) whole[i * planes + plane] = bytes[from + i];
  }
  return new DataView(whole.buffer);
}

function put(state: Record<string, unknown>, path: (string | number)[], value: DataView): void {
  let place = state as Record<string | number, unknown>;
  for (const key of path.slice(0, -1)) place = place[key] as typeof place;
  place[path[path.length - 1]] = value;
}
