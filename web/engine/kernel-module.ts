// The kernel module for this browser: fused, plain SIMD, or none where WebAssembly is refused.

import { packed } from "livenet:kernels";

const bytesOf = (text: string) => Uint8Array.from(text, (c) => c.charCodeAt(0));

// instructions as bytes; a space is local.get, # global.get
const MUL = "\xfd\xe6\x01";
const ADD = "\xfd\xe4\x01";
// what is added to a product: a variable; or a vector at it, or at its sum with another (i32.add), by
// v128.load or v128.load32_splat; which may be kept (local.tee)
const ADDEND = '([ #].(?:(?: .j)?\xfd(?:\x00\x04|\x09\x02).)?(?:".)?)';
const APART = new RegExp(`${MUL}${ADDEND}${ADD}`, "gs");
/** As many bytes: nop three times, what is added, f32x4.relaxed_madd. */
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
