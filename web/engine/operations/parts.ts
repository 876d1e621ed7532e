// Parts of a tensor as tensors of their own, in the same memory.

import type { Tensor } from "../tensor";

const without = (list: number[], d: number) => list.filter((_, e) => e !== d);
const put = (list: number[], d: number, item: number) =>
  list.map((old, e) => (e === d ? item : old));

/** A tensor in the memory of `t` from `at` on. */
export function view(t: Tensor, at: number, shape: number[], strides: number[]): Tensor {
  const numel = shape.reduce((p, s) => p * s, 1);
  return { at, shape, strides, numel, contiguous: false, dtype: t.dtype };
}

/** The numbers at place `index` of axis `d`, which is no more. */
export function select(t: Tensor, d: number, index: number): Tensor {
  const i = index < 0 ? index + t.shape[d] : index;
  return view(t, t.at + i * t.strides[d], without(t.shape, d), without(t.strides, d));
}

/** `count` places of axis `d` from `from` on, every `step`-th. */
export function slice(t: Tensor, d: number, from: number, count: number, step = 1): Tensor {
  const at = t.at + from * t.strides[d];
  return view(t, at, put(t.shape, d, count), put(t.strides, d, step * t.strides[d]));
}

/** As torch writes a slice: bounds may count from the end, lie beyond it, or be left out. */
export function sliceOf(t: Tensor, d: number, start?: number, end?: number, step = 1): Tensor {
  const size = t.shape[d];
  const bound = (at: number) => Math.min(Math.max(at < 0 ? at + size : at, 0), size);
  const from = bound(start ?? 0);
  const count = Math.max(0, Math.ceil((bound(end ?? size) - from) / step));
  return slice(t, d, from, count, step);
}

/** The places of two axes that are alike but for `offset`, as a last axis. */
export function diagonal(t: Tensor, offset: number, d: number, e: number): Tensor {
  const [down, right] = [Math.max(-offset, 0), Math.max(offset, 0)];
  const count = Math.max(0, Math.min(t.shape[d] - down, t.shape[e] - right));
  const rest = (list: number[]) => list.filter((_, a) => a !== d && a !== e);
  const at = t.at + (count ? down * t.strides[d] + right * t.strides[e] : 0);
  const step = t.strides[d] + t.strides[e];
  return view(t, at, [...rest(t.shape), count], [...rest(t.strides), step]);
}

/** Axis `d` from its end to its start. */
export function reversed(t: Tensor, d: number): Tensor {
  return slice(t, d, t.shape[d] - 1, t.shape[d], -1);
}
