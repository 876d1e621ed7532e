// Ops along an axis, whose lines of numbers go to a kernel as rows.

import { type Tensor, tensor } from "../tensor";
import { axis, type Bind, type Call, copy } from "./operation";

/** What a kernel is told: its call, places of the operands and of y, how long rows are and how many. */
type Rows = (call: Call, places: number[], len: number, count: number, beside: boolean) => void;

/** The same numbers with the axis d last. */
function turned(t: Tensor, d: number): Tensor {
  const last = (list: number[]) => [...list.filter((_, e) => e !== d), list[d] ?? 1];
  return tensor(t.at, last(t.shape), t.dtype, last(t.strides));
}

/**
 * An op of operands by name along the axis `dim`. Lines that are not rows in memory are copied to where
 * they are; `beside` tells whether in reading order they would be.
 */
export const byRows =
  (names: string[], run: Rows): Bind =>
  (call) => {
    const { y } = call;
    const d = axis(call.args.dim, y);
    const len = y.shape[d] ?? 1;
    const beside = y.shape.slice(d + 1).every((size) => size === 1);
    const rows = (t: Tensor) => {
      const lines = turned(t, d);
      const own = lines.contiguous ? lines : tensor(call.scratch(t.numel), lines.shape);
      return { lines, own };
    };
    const operands = names.map((name) => rows(call.in[name]));
    const out = rows(y);
    const before = operands.map(({ lines, own }) =>
      own === lines ? null : copy(call, lines, own),
    );
    const after = out.own === out.lines ? null : copy(call, out.own, out.lines);
    const places = [...operands, out].map(({ own }) => own.at);
    const count = y.numel / len || 0;
    return () => {
      for (const take of before) take?.();
      run(call, places, len, count, beside);
      after?.();
    };
  };
