// Tensors out of nothing.

import { filled } from "./fill";
import { type Bind, type Call, memoryOf, type Operations, ordered } from "./operation";

/** What nobody has written yet; zeros, so that two runs agree. */
const empty = filled(() => 0);
const zeros = filled(() => 0);
const ones = filled(() => 1);
const full = filled(({ fill_value, value, s }) => fill_value ?? value ?? s);

/** What gives number i of a line of so many. */
type Line = (
  args: Call["args"],
  many: number,
  words: ReturnType<typeof memoryOf>,
) => (i: number) => number;

const line = (make: Line): Bind =>
  ordered((call) => {
    const { y } = call;
    const words = memoryOf(call, y);
    const number = make(call.args, y.numel, words);
    return () => {
      for (let i = 0; i < y.numel; i++) words[y.at + i] = number(i);
    };
  });

export const factory: Operations = {
  arange: line(({ start = 0, step = 1 }, many, words) => {
    // torch makes eight at once, from the first of them as float32 has it, and the last alone
    const together = words instanceof Float32Array ? many - (many % 16) : 0;
    return (i) =>
      i < together ? Math.fround(start + (i - (i % 8)) * step) + (i % 8) * step : start + i * step;
  }),
  empty,
  empty_like: empty,
  empty_strided: empty,
  eye: ordered((call) => {
    const { y } = call;
    const words = memoryOf(call, y);
    const [rows, columns] = y.shape;
    return () => {
      words.fill(0, y.at, y.at + y.numel);
      for (let i = 0; i < Math.min(rows, columns); i++) words[y.at + i * (columns + 1)] = 1;
    };
  }),
  fill: (call) => {
    const { value } = call.in;
    if (!value) return full(call);
    const [from, to] = [memoryOf(call, value), memoryOf(call, call.y)];
    const { at, numel } = call.y;
    return () => void to.fill(from[value.at], at, at + numel);
  },
  full,
  full_like: full,
  linspace: line(({ start, end, steps }) => {
    const step = (end - start) / (steps - 1 || 1);
    // from the nearer end, as torch does
    return (i) => (i < steps / 2 ? start + i * step : end - (steps - 1 - i) * step);
  }),
  new_empty: empty,
  new_empty_strided: empty,
  new_full: full,
  new_ones: ones,
  new_zeros: zeros,
  ones,
  scalar_tensor: full,
  zeros,
  zeros_like: zeros,
};
