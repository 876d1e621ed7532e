// Calls by name, of bytes: how Python asks something of the engine in Node or in a browser.

export type Args = Record<string, never>;
export type Call = (
  args: Args,
  buffers: Uint8Array[],
) => Promise<{ result: unknown; buffers?: Uint8Array[] }>;

/** Answer a frame by one of some calls: `machine.py` packs the frame and unpacks the answer. */
export const answering = (calls: Record<string, Call>) => async (frame: Uint8Array) => {
  const { name, args, buffers } = unpacked(frame);
  try {
    return packed(await calls[name](args, buffers));
  } catch (error) {
    return packed({ error: String((error as Error).stack) });
  }
};

/** A frame: the length of a JSON head, the head with the sizes of the buffers, the buffers. */
function unpacked(frame: Uint8Array): { name: string; args: Args; buffers: Uint8Array[] } {
  const length = new DataView(frame.buffer, frame.byteOffset).getUint32(0, true);
  const head = JSON.parse(new TextDecoder().decode(frame.subarray(4, 4 + length)));
  let at = 4 + length;
  const buffers: Uint8Array[] = head.sizes.map((size: number) => {
    at += size;
    return frame.subarray(at - size, at);
  });
  return { name: head.name, args: head.args, buffers };
}

function packed(answer: { result?: unknown; error?: string; buffers?: Uint8Array[] }): Uint8Array {
  const out = answer.buffers ?? [];
  const { result, error } = answer;
  const text = new TextEncoder().encode(
    JSON.stringify({ result, error, sizes: out.map((b) => b.length) }),
  );
  const bytes = new Uint8Array(4 + text.length + out.reduce((s, b) => s + b.length, 0));
  new DataView(bytes.buffer).setUint32(0, text.length, true);
  bytes.set(text, 4);
  let to = 4 + text.length;
  for (const b of out) {
    bytes.set(b, to);
    to += b.length;
  }
  return bytes;
}
