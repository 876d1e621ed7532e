// How samples become a batch: every byte is exact, whether or not a machine rounds what it adds up.

import { expect, test } from "vitest";
import { Samples } from "./data";
import type { Kernels } from "./kernels/types";
import { tensor } from "./tensor";

const images = Uint8Array.from({ length: 512 }, (_, i) => i % 256);
const { fround } = Math;

/** p·a + q·b as machines have it. */
const blends: Record<string, (a: number, b: number, p: number, q: number) => number> = {
  "in double": (a, b, p, q) => p * a + q * b,
  "fused multiply-add": (a, b, p, q) => fround(fround(p) * a + fround(fround(q) * b)),
  "each rounded": (a, b, p, q) => fround(fround(fround(p) * a) + fround(fround(q) * b)),
};

/** The second sample and the first, of 16 rows and columns, as a network of `side` takes them. */
function filled(blend: (typeof blends)[string], side: number, size?: [number, number]) {
  const f32 = new Float32Array(1024).fill(7);
  const i32 = new Int32Array(2);
  const kernels: Pick<Kernels, "blend"> = {
    blend(a, b, y, n, p, q) {
      for (let i = 0; i < n; i++) f32[y + i] = blend(f32[a + i], f32[b + i], p, q);
    },
  };
  const [input, target] = [tensor(64, [2, 1, side, side]), tensor(0, [2], "int64")];
  const labels = Uint8Array.of(3, 5);
  const samples = new Samples({ images, labels, size }, [1, side, side], 10, true);
  samples.fill({ n: 2, k: kernels as Kernels, f32, i32, input, target }, [1, 0]);
  return { input: f32.slice(64, 64 + 2 * side * side), target: [...i32] };
}

test.each(Object.entries(blends))("bytes become u / 255 in float32: %s", (_, blend) => {
  const { input, target } = filled(blend, 16);
  expect(input).toEqual(Float32Array.from(images, (u) => u / 255));
  expect(target).toEqual([5, 3]);
});

test("images of a smaller size have zeros around them", () => {
  const { input } = filled(blends["in double"], 18, [16, 16]);
  const at = (y: number, x: number) => input[18 * 18 + 18 * y + x];
  const found = [at(0, 5), at(5, 0), at(1, 1), at(1, 2), at(16, 16), at(17, 16)];
  expect(found).toEqual([0, 0, 0, 1 / 255, 1, 0].map(fround));
});
