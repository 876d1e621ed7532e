// Plain kernels that go through what lies in memory in any way: arithmetic, choices, sums and extremes.

import { each } from "./loop";

const MEETINGS = [
  (a: number, b: number, alpha: number) => a + alpha * b,
  (a: number, b: number) => a * b,
  (a: number, b: number) => a / b,
  (a: number, b: number) => Math.max(a, b),
  (a: number, b: number) => Math.min(a, b),
];
const COMPARISONS = [
  (a: number, b: number) => a === b,
  (a: number, b: number) => a !== b,
  (a: number, b: number) => a < b,
  (a: number, b: number) => a <= b,
];
const BITS = [(a: number, b: number) => a & b, (a: number, b: number) => a | b];

type Words = Float32Array | Int32Array;
type Meet = (a: number, b: number, alpha: number) => number | boolean;

/** By the number of a kind: what it computes, from what, and into what. */
const kinds = (f: Words, i32: Words): [Meet, Words, Words][] => [
  ...MEETINGS.map((meet): [Meet, Words, Words] => [meet, f, f]),
  ...COMPARISONS.map((meet): [Meet, Words, Words] => [meet, f, i32]),
  ...[...COMPARISONS, ...BITS].map((meet): [Meet, Words, Words] => [meet, i32, i32]),
];

/** Sums, norms and extremes: what they begin with, how one number more changes them, and their end. */
const REDUCTIONS = [
  {
    start: 0,
    add: (so: number, x: number) => so + x,
    end: (all: number, scale: number) => all * scale,
  },
  {
    start: 0,
    add: (so: number, x: number) => so + x * x,
    end: (all: number, scale: number) => all * scale,
  },
  {
    start: 0,
    add: (so: number, x: number) => so + x * x,
    end: (all: number, scale: number) => Math.sqrt(all * scale),
  },
  { start: -Infinity, add: Math.max, end: (all: number) => all },
  { start: Infinity, add: Math.min, end: (all: number) => all },
];

export const arithmetic = (f: Float32Array, i32: Int32Array) => ({
  arith(
    a: number,
    b: number,
    y: number,
    list: number,
    n: number,
    count: number,
    kind: number,
    alpha: number,
    aStep: number,
    bStep: number,
    yRow: number,
    aRow: number,
    bRow: number,
  ) {
    const [meet, from, to] = kinds(f, i32)[kind];
    each(i32, list, (atY, atA, atB) => {
      for (let r = 0; r < count; r++) {
        const [p, q, z] = [a + atA + r * aRow, b + atB + r * bRow, y + atY + r * yRow];
        for (let i = 0; i < n; i++)
          to[z + i] = +meet(from[p + i * aStep], from[q + i * bStep], alpha);
      }
    });
  },

  choose(
    mask: number,
    a: number,
    b: number,
    y: number,
    list: number,
    n: number,
    count: number,
    maskStep: number,
    aStep: number,
    bStep: number,
    yRow: number,
    maskRow: number,
    aRow: number,
    bRow: number,
  ) {
    each(i32, list, (atY, atMask, atA, atB) => {
      for (let r = 0; r < count; r++) {
        const [p, q] = [a + atA + r * aRow, b + atB + r * bRow];
        const [m, z] = [mask + atMask + r * maskRow, y + atY + r * yRow];
        for (let i = 0; i < n; i++) {
          f[z + i] = i32[m + i * maskStep] !== 0 ? f[p + i * aStep] : f[q + i * bStep];
        }
      }
    });
  },

  floats(x: number, y: number, n: number) {
    for (let i = 0; i < n; i++) f[y + i] = i32[x + i];
  },

  reduce(
    x: number,
    y: number,
    index: number | null,
    list: number,
    n: number,
    m: number,
    count: number,
    kind: number,
    scale: number,
    yStep: number,
    xStep: number,
    step: number,
    jump: number,
  ) {
    const { start, add, end } = REDUCTIONS[kind];
    each(i32, list, (atY, atX) => {
      for (let i = 0; i < n; i++) {
        const [to, from] = [atY + i * yStep, x + atX + i * xStep];
        let all = start;
        let place = -1;
        for (let c = 0; c < count; c++) {
          for (let j = 0; j < m; j++) {
            const v = f[from + c * jump + j * step];
            const before = all;
            all = add(all, v);
            // the first place that changed it for good, NaN for ever
            if (place < 0 || (all !== before && !Number.isNaN(before))) place = j;
          }
        }
        f[y + to] = end(all, scale);
        if (index) i32[index + to] = place;
      }
    });
  },
});
