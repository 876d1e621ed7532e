// Numbers put in order along an axis.

import { axis, type Bind, type Call, memoryOf, type Operations, ordered } from "./operation";
import { quickselect, select, sort, sortFirst } from "./selection";

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

/** Puts what it finds in each line. */
const lines = (
  visit: (
    line: Float64Array,
    put: (j: number, value: number, place: number) => void,
    args: Call["args"],
  ) => void,
  otherwise?: number,
): Bind =>
  ordered((call) => {
    const { dim = otherwise } = call.args;
    return () => eachLine(call, dim, (line, put) => visit(line, put, call.args));
  });

/** A line's places, as they are. */
const inLine = (line: Float64Array) => Int32Array.from(line, (_, j) => j);

export const order: Operations = {
  kthvalue: lines((line, put, { k }) => {
    const order = inLine(line);
    quickselect(order, k - 1, (i, j) => compare(line[i], line[j]) > 0);
    put(0, line[order[k - 1]], order[k - 1]);
  }, -1),
  median: lines((line, put) => {
    // the median of a line with NaN is NaN
    const nan = line.findIndex(Number.isNaN);
    const place = nan >= 0 ? nan : sorted(line, false)[(line.length - 1) >> 1];
    put(0, line[place], place);
  }),
  sort: lines((line, put, { descending }) => {
    for (const [j, place] of sorted(line, Boolean(descending)).entries())
      put(j, line[place], place);
  }, -1),
  topk: lines((line, put, { k, largest = true, sorted: inOrder = true }) => {
    if (!k) return;
    const order = inLine(line);
    const before = largest
      ? (i: number, j: number) => compare(line[i], line[j]) > 0
      : (i: number, j: number) => compare(line[i], line[j]) < 0;
    if (k * 64 <= line.length) sortFirst(order, 0, k, line.length, before);
    else {
      select(order, 0, k - 1, line.length, before);
      if (inOrder) sort(order, 0, k - 1, before);
    }
    for (let j = 0; j < k; j++) put(j, line[order[j]], order[j]);
  }, -1),
};
