// The loop over rows that lie anywhere, as assembly/loop.ts has it, in words.

/** Go to each place of the axes in a list, with how far the operands lie from where they start. */
export function each(
  i32: Int32Array,
  list: number,
  visit: (y: number, a: number, b: number, c: number) => void,
) {
  const go = (d: number, y: number, a: number, b: number, c: number) => {
    if (d === (list ? i32[list] : 0)) return visit(y, a, b, c);
    const axis = list + 1 + 6 * d;
    const [size, , sy, sa, sb, sc] = i32.subarray(axis, axis + 6);
    for (let i = 0; i < size; i++) go(d + 1, y + i * sy, a + i * sa, b + i * sb, c + i * sc);
  };
  go(0, 0, 0, 0, 0);
}
