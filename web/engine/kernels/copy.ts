// The plain kernel of copies.

export const copy = (words: Int32Array) => ({
  copyBlock(
    x: number,
    y: number,
    n: number,
    count: number,
    xStep: number,
    yStep: number,
    xRow: number,
    yRow: number,
  ) {
    for (let r = 0; r < count; r++) {
      for (let i = 0; i < n; i++) words[y + r * yRow + i * yStep] = words[x + r * xRow + i * xStep];
    }
  },
});
