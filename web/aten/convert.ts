// Elements from one tensor into another, whatever their dtypes and however they lie.

import { blocks, eachRow, layOut } from "../engine/operations/strides";
import {
  bfloat16,
  bool,
  type Dtype,
  FLOAT,
  float8_e4m3fn,
  float8_e5m2,
  float16,
  float32,
  int8,
  int16,
  int32,
  int64,
  isEight,
  uint8,
} from "./dtypes";
import { e4m3fn, e5m2, fromBfloat16, fromFloat16, toBfloat16, toFloat16 } from "./half";
import type { Heap } from "./heap";

/** A tensor for these loops: `at` counts elements of its dtype from the start of the memory. */
export interface Lying {
  dtype: Dtype;
  at: number;
  shape: number[];
  strides: number[];
}

type Words = { [i: number]: number; readonly length: number };

/** The memory as elements of a dtype; int64, halves and bool need more than that to be read. */
export function wordsOf(heap: Heap, dtype: Dtype): Words {
  switch (dtype) {
    case uint8:
    case bool:
    case float8_e4m3fn:
    case float8_e5m2:
      return heap.u8;
    case int8:
      return heap.i8;
    case int16:
      return heap.i16;
    case float16:
    case bfloat16:
      return heap.u16;
    case int32:
      return heap.i32;
    case float32:
      return heap.f32;
    default:
      return heap.f64; // of int64 just the place
  }
}

type Read = (i: number) => number;
type Write = (i: number, value: number) => void;

const HIGH = 2 ** 32;

export function reader(heap: Heap, dtype: Dtype): Read {
  const { i32, u32, u16, u8 } = heap;
  if (dtype === int64) return (i) => i32[2 * i + 1] * HIGH + u32[2 * i];
  if (dtype === float16) return (i) => fromFloat16(u16[i]);
  if (dtype === bfloat16) return (i) => fromBfloat16(u16[i]);
  if (isEight(dtype)) {
    const { from } = dtype === float8_e5m2 ? e5m2 : e4m3fn;
    return (i) => from(u8[i]);
  }
  const words = wordsOf(heap, dtype);
  return (i) => words[i];
}

export function writer(heap: Heap, dtype: Dtype): Write {
  const { i32, u32, u16, u8 } = heap;
  if (dtype === bool) {
    return (i, v) => {
      u8[i] = v === 0 ? 0 : 1;
    };
  }
  if (dtype === int64) {
    return (i, v) => {
      // what has no place among them becomes the least, as processors have it
      const whole = Math.trunc(v);
      const fits = whole >= -(2 ** 63) && whole < 2 ** 63;
      const high = fits ? Math.floor(whole / HIGH) : -(2 ** 31);
      u32[2 * i] = fits ? whole - high * HIGH : 0;
      i32[2 * i + 1] = high;
    };
  }
  if (dtype === float16) {
    return (i, v) => {
      u16[i] = toFloat16(v);
    };
  }
  if (dtype === bfloat16) {
    return (i, v) => {
      u16[i] = toBfloat16(v);
    };
  }
  if (isEight(dtype)) {
    const { to } = dtype === float8_e5m2 ? e5m2 : e4m3fn;
    return (i, v) => {
      u8[i] = to(v);
    };
  }
  const words = wordsOf(heap, dtype);
  return (i, v) => {
    words[i] = v;
  };
}

/** Whether what lies in memory is read and written as a number without more. */
export const plain = (dtype: Dtype) =>
  ![int64, float16, bfloat16, bool].includes(dtype) && !isEight(dtype);

/** How the loop over two tensors goes, whatever they hold and wherever they start. */
export type Way = ReturnType<typeof blocks>;

export const wayOf = (shape: number[], to: number[], from: number[]): Way =>
  blocks(layOut(shape, to, from));

/** Write `from`, whose strides fit the shape of `to`, into `to`. */
export function convert(
  heap: Heap,
  from: Lying,
  to: Lying,
  rows: Way = wayOf(to.shape, to.strides, from.strides),
) {
  const { dtype: source } = from;
  const { dtype: target } = to;
  const { length, steps, count, jumps } = rows;
  const [sy, sx] = steps;
  const starts = [to.at, from.at];
  if (source === target) {
    if (sy === 1 && sx === 1) {
      const { u8 } = heap;
      const { size } = target;
      return eachRow(rows, starts, (b, a) => {
        for (let r = 0; r < count; r++, b += jumps[0], a += jumps[1]) {
          if (length * size > 64) u8.copyWithin(b * size, a * size, (a + length) * size);
          else for (let i = 0; i < length * size; i++) u8[b * size + i] = u8[a * size + i];
        }
      });
    }
    if (target === int64) {
      const { i32 } = heap;
      return eachRow(rows, starts, (b, a) => {
        for (let r = 0; r < count; r++, b += jumps[0], a += jumps[1]) {
          for (let i = 0, p = 2 * b, q = 2 * a; i < length; i++, p += 2 * sy, q += 2 * sx) {
            i32[p] = i32[q];
            i32[p + 1] = i32[q + 1];
          }
        }
      });
    }
  }
  // places of a pooling's largest numbers, and labels, go both ways in each step
  if (source === int32 && target === int64) {
    const { i32 } = heap;
    return eachRow(rows, starts, (b, a) => {
      for (let r = 0; r < count; r++, b += jumps[0], a += jumps[1]) {
        for (let i = 0, p = 2 * b, q = a; i < length; i++, p += 2 * sy, q += sx) {
          const value = i32[q];
          i32[p] = value;
          i32[p + 1] = value >> 31;
        }
      }
    });
  }
  if (source === int64 && target === int32) {
    const { i32 } = heap;
    return eachRow(rows, starts, (b, a) => {
      for (let r = 0; r < count; r++, b += jumps[0], a += jumps[1]) {
        for (let i = 0, p = b, q = 2 * a; i < length; i++, p += sy, q += 2 * sx) i32[p] = i32[q];
      }
    });
  }
  if (
    (plain(source) || source === bool || source === target) &&
    (plain(target) || source === target)
  ) {
    const [x, y] = [wordsOf(heap, source), wordsOf(heap, target)];
    return eachRow(rows, starts, (b, a) => {
      for (let r = 0; r < count; r++, b += jumps[0], a += jumps[1]) {
        for (let i = 0, p = b, q = a; i < length; i++, p += sy, q += sx) y[p] = x[q];
      }
    });
  }
  const [read, write] = [reader(heap, source), writer(heap, target)];
  // a floating number becomes a whole one of 64 bits first
  const cut = source.kind === FLOAT && target.kind !== FLOAT && target !== bool;
  const value: Read = cut ? (i) => Math.trunc(read(i)) : read;
  return eachRow(rows, starts, (b, a) => {
    for (let r = 0; r < count; r++, b += jumps[0], a += jumps[1]) {
      for (let i = 0, p = b, q = a; i < length; i++, p += sy, q += sx) write(p, value(q));
    }
  });
}
