// The convolution that has one kernel for each plane, which sees no other. As in conv.ts an image is
// copied to where it has its padding around it, and its rows fall into parts where the kernel moves by
// more than a column; but a vector of y comes of the taps of one kernel alone.

import { c, down, h, kh, kw, oh, ow, ph, pw, right, tapDown, tapRight, w } from "./geometry";
import { columnsOfX, rowsOfX, spread } from "./padded";
import { madd } from "./madd";
import { total } from "./sum";
import { roundUp } from "./tile";

/** The image around which gradients of y are spread: its rows and columns. */
// @ts-ignore: decorator
@inline
function rowsOfG(): i32 {
  return h + (kh - 1) * tapDown();
}
// @ts-ignore: decorator
@inline
function columnsOfG(): i32 {
  return w + (kw - 1) * tapRight();
}

// @ts-ignore: decorator
@inline
function wordsOfImage(): i32 {
  return roundUp(rowsOfX() * right() * columnsOfX() + 8, 4);
}

/** How many words of scratch memory these kernels need. */
export function depthwiseScratch(n: i32): i32 {
  const maps = oh * roundUp(ow, 4) + 8;
  return 5 * roundUp(kh * kw, 4) + max(wordsOfImage() + maps, rowsOfG() * columnsOfG() + 8);
}

/** Where each tap stands, in bytes behind the first, in the padded image. */
function listTaps(taps: usize): void {
  for (let t = 0; t < kh * kw; t++) {
    const col = t % kw * tapRight();
    const row = t / kw * tapDown() * right() + col % right();
    store<i32>(taps + (t << 2), row * columnsOfX() + col / right() << 2);
  }
}

/** A plane of `rows` × `columns` from taps of an image, a step of `rise` bytes from row to row. */
function slide(
  image: usize, taps: usize, wt: usize, bias: f32, y: usize, rows: i32, columns: i32, rise: usize,
): void {
  const end = taps + (kh * kw << 2);
  for (let r = 0; r < rows; r++, image += rise, y += columns << 2) {
    for (let col = 0; col < columns; col += 8) {
      if (col > columns - 8) col = max(columns - 8, 0);
      const from = image + (col << 2);
      const next = columns > 4 ? 16 : 0;
      let s0 = f32x4.splat(bias);
      let s1 = s0;
      for (let tap = taps, weight = wt; tap < end; tap += 4, weight += 4) {
        const at = from + load<usize>(tap);
        const v = v128.load_splat<f32>(weight);
        s0 = madd(v, v128.load(at), s0);
        s1 = madd(v, v128.load(at + next), s1);
      }
      const to = y + (col << 2);
      v128.store(to, s0);
      v128.store(to + next, s1);
    }
  }
}

export function depthwise(x: usize, wt: usize, b: usize, y: usize, scratch: usize, n: i32): void {
  const image = scratch + (roundUp(kh * kw, 4) << 2);
  const rise = <usize>(down() * right() * columnsOfX() << 2);
  listTaps(scratch);
  for (let plane = 0; plane < n * c; plane++) {
    const ch = plane % c;
    spread(x, image, 1, h, w, -ph, -pw, rowsOfX(), right(), columnsOfX());
    slide(image, scratch, wt + (ch * kh * kw << 2), b ? load<f32>(b + (ch << 2)) : 0, y, oh, ow, rise);
    x += h * w << 2;
    y += oh * ow << 2;
  }
}

/** Between the numbers of g stand zeros, as far as the kernel moves; over them it goes turned round. */
export function depthwiseGradInput(
  g: usize, wt: usize, dx: usize, scratch: usize, n: i32,
): void {
  const image = scratch + (roundUp(kh * kw, 4) << 2);
  const pitch = columnsOfG();
  const top = (kh - 1) * tapDown() - ph;
  const left = (kw - 1) * tapRight() - pw;
  for (let t = 0; t < kh * kw; t++) {
    const row = (kh - 1 - t / kw) * tapDown();
    store<i32>(scratch + (t << 2), row * pitch + (kw - 1 - t % kw) * tapRight() << 2);
  }
  memory.fill(image, 0, rowsOfG() * pitch + 8 << 2);
  for (let plane = 0; plane < n * c; plane++) {
    for (let r = 0, row = top; r < oh; r++, row += down()) {
      for (let q = 0, col = left; q < ow; q++, col += right(), g += 4) {
        if (<u32>row >= <u32>rowsOfG() || <u32>col >= <u32>pitch) continue;
        store<f32>(image + (row * pitch + col << 2), load<f32>(g));
      }
    }
    slide(image, scratch, wt + (plane % c * kh * kw << 2), 0, dx, h, w, pitch << 2);
    dx += h * w << 2;
  }
}

export function depthwiseGradWeight(
  g: usize, x: usize, dwt: usize, scratch: usize, n: i32,
): void {
  const wide = roundUp(ow, 4);
  const sums = scratch + (roundUp(kh * kw, 4) << 2);
  const map = sums + (kh * kw << 4);
  const image = map + (oh * wide + 8 << 2);
  const words = rowsOfX() * right() * columnsOfX();
  const rise = <usize>(down() * right() * columnsOfX() << 2);
  listTaps(scratch);
  for (let ch = 0; ch < c; ch++, dwt += kh * kw << 2) {
    memory.fill(sums, 0, kh * kw << 4);
    for (let i = 0; i < n; i++) {
      const plane = i * c + ch;
      spread(x + (plane * h * w << 2), image, 1, h, w, -ph, -pw, rowsOfX(), right(), columnsOfX());
      v128.store(image + (words << 2), f32x4.splat(0));
      spread(g + (plane * oh * ow << 2), map, 1, oh, ow, 0, 0, oh, 1, wide);
      for (let t = 0; t < kh * kw; t++) {
        let sum = f32x4.splat(0);
        let from = image + load<usize>(scratch + (t << 2));
        for (let p = map, end = map + (oh * wide << 2); p < end; p += wide << 2, from += rise) {
          for (let q = 0; q < wide << 2; q += 16) {
            sum = madd(v128.load(p + q), v128.load(from + q), sum);
          }
        }
        const to = sums + (t << 4);
        v128.store(to, f32x4.add(v128.load(to), sum));
      }
    }
    for (let t = 0; t < kh * kw; t++) store<f32>(dwt + (t << 2), total(v128.load(sums + (t << 4))));
  }
}
