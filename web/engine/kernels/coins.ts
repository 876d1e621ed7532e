// The plain kernel of coins.

import { N, twist } from "../generator";

export const coins = (f: Float32Array, i32: Int32Array) => ({
  coins(at: number, y: number, n: number, next: number, p: number) {
    const state = Uint32Array.from(i32.subarray(at, at + N));
    const words = Uint32Array.from(i32.subarray(at + N, at + 2 * N));
    const word = () => {
      if (next === N) {
        twist(state, words);
        next = 0;
      }
      return words[next++];
    };
    for (let i = 0; i < n; i++) {
      const high = word() & 0x1fffff;
      f[y + i] = high * 2 ** 32 + word() < p * 2 ** 53 ? 1 : 0;
    }
    i32.set(state, at);
    i32.set(words, at + N);
    return next;
  },
});
