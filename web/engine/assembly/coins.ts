// Coins by the Mersenne twister, as generator.ts has it.

const N: i32 = 624;
const M: i32 = 397;

/** Four places of the state: of each, the next one's and that of one further on. */
// @ts-ignore: decorator
@inline
function turn(s: usize, further: i32): void {
  const here = v128.and(v128.load(s), i32x4.splat(0x80000000));
  const y = v128.or(here, v128.and(v128.load(s, 4), i32x4.splat(0x7fffffff)));
  const odd = i32x4.neg(v128.and(y, i32x4.splat(1)));
  const mixed = v128.xor(i32x4.shr_u(y, 1), v128.and(odd, i32x4.splat(0x9908b0df)));
  v128.store(s, v128.xor(v128.load(s + (further << 2)), mixed));
}

// @ts-ignore: decorator
@inline
function turnOne(s: usize, i: i32): void {
  const next = load<u32>(s + ((i + 1) % N << 2)) & 0x7fffffff;
  const y = load<u32>(s + (i << 2)) & 0x80000000 | next;
  const mixed = y >> 1 ^ (y & 1 ? 0x9908b0df : 0);
  store<u32>(s + (i << 2), load<u32>(s + ((i + M) % N << 2)) ^ mixed);
}

/** Turn the state over, and make words of it, which stand behind it. */
function twist(s: usize): void {
  let i = 0;
  for (; i < N - M - 3; i += 4) turn(s + (i << 2), M);
  for (; i < N - M; i++) turnOne(s, i);
  for (; i < N - 4; i += 4) turn(s + (i << 2), M - N);
  for (; i < N; i++) turnOne(s, i);
  for (i = 0; i < N << 2; i += 16) {
    let y = v128.load(s + i);
    y = v128.xor(y, i32x4.shr_u(y, 11));
    y = v128.xor(y, v128.and(i32x4.shl(y, 7), i32x4.splat(0x9d2c5680)));
    y = v128.xor(y, v128.and(i32x4.shl(y, 15), i32x4.splat(0xefc60000)));
    v128.store(s + (N << 2) + i, v128.xor(y, i32x4.shr_u(y, 18)));
  }
}

/**
 * n numbers y, 1 with the probability p, else 0: a coin is two words, of whose bits 53 count. `next` of
 * the N words behind the state are spent; how many are so then is the result.
 */
export function coins(state: usize, y: usize, n: i32, next: i32, p: f64): i32 {
  const words = state + (N << 2);
  const bound = <u64>ceil(p * 9007199254740992);
  for (const end = y + (n << 2); y < end; y += 4) {
    if (next === N) {
      twist(state);
      next = 0;
    }
    const high = <u64>(load<u32>(words + (next << 2)) & 0x1fffff);
    if (++next === N) {
      twist(state);
      next = 0;
    }
    const low = <u64>load<u32>(words + (next++ << 2));
    store<f32>(y, <f32>i32((high << 32 | low) < bound));
  }
  return next;
}
