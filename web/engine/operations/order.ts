// Numbers put in order along an axis.

import { axis, type Bind, type Call, memoryOf, type Operations, ordered } from "./operation";

/** By size, NaN above all; equal ones stay as they were. */
const compare = (a: number, b: number) => {
  if (Number.isNaN(a)) return Number.isNaN(b) ? 0 : 1;
  return Number.isNaN(b) ? -1 : a - b || 0;
};

/** Visit each line along an axis of `self`: its numbers, and what to do with place j of an output. */
function eachLine(
  call: Call,
  dim: number | undefined,
  visit: (line: Float64Array, put: (j: number, value: number, place: number) => void) => void,
) {
  const x = call.in.self;
  const whole = dim === undefined;
  const d = whole ? 0 : axis(dim, x);
  const len = whole ? x.numel : (x.shape[d] ?? 1);
  const inner = whole ? 1 : x.shape.slice(d + 1).reduce((p, s) => p * s, 1);
  const [values, places] = call.out;
  const short = values ? values.numel / (x.numel / len || 1) : 0; // how long an output's lines are
  const from = memoryOf(call, x);
  const to = values && memoryOf(call, values);
  const line = new Float64Array(len);
  for (let outer = 0; outer * len * inner < x.numel; outer++) {
    for (let i = 0; i < inner; i++) {
      for (let j = 0; j < len; j++) line[j] = from[x.at + (outer * len + j) * inner + i];
      visit(line, (j, value, place) => {
        const at = (outer * short + j) * inner + i;
        if (to && values) to[values.at + at] = value;
        if (places) call.i32[places.at + at] = place;
      });
    }
  }
}

/** Places of a line's numbers, sorted. */
const sorted = (line: Float64Array, down: boolean) =>
  Array.from(line, (_, j) => j).sort((a, b) => compare(line[a], line[b]) * (down ? -1 : 1));

/** The first `k` of a line in order. */
const first = (count: (call: Call) => number, down: (call: Call) => boolean): Bind =>
  ordered((call) => {
    const { dim = -1 } = call.args;
    return () =>
      eachLine(call, dim, (line, put) => {
        const order = sorted(line, down(call));
        for (let j = 0; j < count(call); j++) put(j, line[order[j]], order[j]);
      });
  });

/** The number of one rank in each line. */
const ranked = (rank: (call: Call, len: number) => number): Bind =>
  ordered((call) => {
    const { dim } = call.args;
    return () =>
      eachLine(call, dim, (line, put) => {
        const order = sorted(line, false);
        // the median of a line with NaN is NaN
        const nan = line.findIndex(Number.isNaN);
        const place = nan >= 0 && call.args.k === undefined ? nan : order[rank(call, line.length)];
        put(0, line[place], place);
      });
  });

const sizeAlong = ({ in: { self }, args }: Call) => self.shape[axis(args.dim ?? -1, self)] ?? 1;

export const order: Operations = {
  kthvalue: ranked(({ args }) => args.k - 1),
  median: ranked((_, len) => (len - 1) >> 1),
  sort: first(sizeAlong, ({ args }) => Boolean(args.descending)),
  topk: first(
    ({ args }) => args.k,
    ({ args }) => args.largest ?? true,
  ),
};
