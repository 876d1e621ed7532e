// The first weights of a network, drawn again as PyTorch drew them: its generator on the CPU is
// MT19937 (Matsumoto and Nishimura, 1998), and a uniform float takes the low 24 bits of a draw.

/** The trait `fresh`: how to draw them. */
export interface Recipe {
  seed: number;
  /** for each parameter in order: how many numbers, and b of its range [-b, b) */
  parts: [count: number, bound: number][];
}

/** Parameters as `livenet.tape.pack` writes them: float32, one after another. */
export function firstWeights({ seed, parts }: Recipe): Uint8Array {
  const draw = mt19937(seed);
  const numbers = new Float32Array(parts.reduce((sum, [count]) => sum + count, 0));
  let to = 0;
  for (const [count, bound] of parts) {
    const [from, range] = [Math.fround(-bound), Math.fround(Math.fround(bound) * 2)];
    for (let i = 0; i < count; i++) {
      const share = (draw() & 0xffffff) / 2 ** 24;
      numbers[to++] = share * range + from; // rounded once, as a fused multiply-add is
    }
  }
  return new Uint8Array(numbers.buffer);
}

const N = 624;
const M = 397;

/** The generator: each call gives 32 bits. */
export function mt19937(seed: number): () => number {
  const state = new Uint32Array(N);
  state[0] = seed;
  for (let i = 1; i < N; i++) {
    state[i] = Math.imul(1812433253, state[i - 1] ^ (state[i - 1] >>> 30)) + i;
  }
  let at = N;
  return () => {
    if (at === N) {
      for (let i = 0; i < N; i++) {
        const y = (state[i] & 0x80000000) | (state[(i + 1) % N] & 0x7fffffff);
        state[i] = state[(i + M) % N] ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
      }
      at = 0;
    }
    let y = state[at++];
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  };
}
