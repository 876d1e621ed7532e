// The order of the samples in an epoch: the twin of `livenet.shuffle`, number for number.

/** Scatter the bits of a 32-bit number (Wellons, "Prospecting for Hash Functions", 2018). */
function mix(x: number): number {
  x ^= x >>> 16;
  x = Math.imul(x, 0x21f0aaad);
  x ^= x >>> 15;
  x = Math.imul(x, 0x735a2d97);
  return (x ^ (x >>> 15)) >>> 0;
}

/** Fisher and Yates's shuffle of 0 … n-1: place i is exchanged with j = ⌊r (i+1) / 2³²⌋. */
export function permutation(n: number, seed = 0, epoch = 0): Int32Array {
  const order = Int32Array.from({ length: n }, (_, i) => i);
  let state = mix((mix(seed >>> 0) + epoch) >>> 0);
  for (let i = n - 1; i > 0; i--) {
    state = (state + 0x9e3779b9) >>> 0;
    const j = Math.floor((mix(state) * (i + 1)) / 2 ** 32);
    const kept = order[i];
    order[i] = order[j];
    order[j] = kept;
  }
  return order;
}
