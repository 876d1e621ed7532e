// Functions of one number that there is a kernel for, in the order in which it numbers them.

export const MAPPED: Record<string, (x: number) => number> = {
  exp: Math.exp,
  neg: (x) => -x,
  abs: Math.abs,
  sqrt: Math.sqrt,
  reciprocal: (x) => 1 / x,
  square: (x) => x * x,
  rsqrt: (x) => 1 / Math.sqrt(x),
  log: Math.log,
};

/** Their numbers. */
export const KIND_OF = Object.fromEntries(Object.keys(MAPPED).map((name, kind) => [name, kind]));

const KINDS = Object.values(MAPPED);

export const functions = (f: Float32Array) => ({
  mapped(x: number, y: number, n: number, kind: number) {
    for (let i = 0; i < n; i++) f[y + i] = KINDS[kind](f[x + i]);
  },

  power(x: number, y: number, n: number, p: number) {
    for (let i = 0; i < n; i++) f[y + i] = f[x + i] ** p;
  },
});
