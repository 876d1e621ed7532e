// The kernel module for this browser: fused, plain SIMD, or none where WebAssembly is refused.

import { packed, sizes } from "livenet:kernels";

/** The modules as bytes: with fused multiply-add (relaxed SIMD), and without. */
export async function kernelBytes(): Promise<{ fused: BufferSource; simd: BufferSource }> {
  const deflated = Uint8Array.from(atob(packed), (c) => c.charCodeAt(0));
  const stream = new Blob([deflated]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  const bytes = await new Response(stream).arrayBuffer();
  return { fused: bytes.slice(0, sizes[0]), simd: bytes.slice(sizes[0]) };
}

/** Null where the browser has no SIMD, or a policy of the page forbids WebAssembly. */
export async function kernelModule(): Promise<WebAssembly.Module | null> {
  try {
    const { fused, simd } = await kernelBytes();
    return await WebAssembly.compile(WebAssembly.validate(fused) ? fused : simd);
  } catch {
    return null;
  }
}
