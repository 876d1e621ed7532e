// The kernel module for this browser: fused, plain SIMD, or none where WebAssembly is refused.

import { packed } from "livenet:kernels";

const bytesOf = (text: string) => Uint8Array.from(text, (c) => c.charCodeAt(0));

/** As bytes f32x4.mul, what gets a variable, which is local.get (a space) or global.get, f32x4.add. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: instructions, not text
const APART = /\xfd\xe6\x01([ #].)\xfd\xe4\x01/gs;
/** As many bytes: nop three times, what gets the variable, f32x4.relaxed_madd. */
const FUSED = "\x01\x01\x01$1\xfd\x85\x02";

/**
 * The modules as bytes: without fused multiply-add, as they are packed; and with it (relaxed SIMD),
 * where one instruction adds a product to a variable in place of two.
 */
export async function kernelBytes(): Promise<{ fused: BufferSource; simd: BufferSource }> {
  const stream = new Blob([bytesOf(atob(packed))])
    .stream()
    .pipeThrough(new DecompressionStream("deflate-raw"));
  const simd = new Uint8Array(await new Response(stream).arrayBuffer());
  return { fused: bytesOf(String.fromCharCode(...simd).replace(APART, FUSED)), simd };
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
