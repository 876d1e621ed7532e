// A kernel for tensors whose numbers do not lie in a row: sums some of the axes, or copies.

/** Visit the word offset of every entry of a tensor, the last axis fastest. */
export function each(shape: number[], strides: number[], visit: (at: number) => void, at = 0) {
  const [size, ...shapes] = shape;
  const [stride, ...rest] = strides;
  if (size === undefined) visit(at);
  else for (let i = 0; i < size; i++) each(shapes, rest, visit, at + i * stride);
}

export const strided = (f: Float32Array) => ({
  /** Sum over the axes `dims`, in double; what is left is written in reading order. */
  sum(x: number, y: number, shape: number[], strides: number[], dims: number[]) {
    const kept = shape.map((_, d) => d).filter((d) => !dims.includes(d));
    const pick = (from: number[], of: number[]) => of.map((d) => from[d]);
    const [inner, steps] = [pick(shape, dims), pick(strides, dims)];
    each(pick(shape, kept), pick(strides, kept), (start) => {
      let sum = 0;
      each(inner, steps, (at) => {
        sum += f[x + start + at];
      });
      f[y] = sum;
      y++;
    });
  },
});
