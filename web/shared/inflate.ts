// Deflated bytes that come in pieces are inflated as they come.

type Bytes = Uint8Array<ArrayBuffer>;

/** What pieces of deflated bytes hold. A Blob would take them through another process and back. */
export function inflate(pieces: AsyncIterator<Bytes> | Iterator<Bytes>): ReadableStream<Bytes> {
  const deflated = new ReadableStream<Bytes>({
    async pull(controller) {
      const { done, value } = await pieces.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
  });
  return deflated.pipeThrough(new DecompressionStream("deflate-raw"));
}

/** The whole of a stream. */
export async function whole(stream: ReadableStream<Bytes>): Promise<Bytes> {
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
