// An image with its padding around it, as convolutions take it.

import { c, down, kh, kw, o, oh, ow, right, tapDown, tapRight } from "./geometry";
import { roundUp } from "./tile";

/** Words of images and gradients that the gradient of w takes at a time: they stay in the cache. */
const BLOCK: i32 = 1 << 13;

/** The padded image: its rows, and the columns of each part of a row. */
// @ts-ignore: decorator
@inline
export function rowsOfX(): i32 {
  return (oh - 1) * down() + (kh - 1) * tapDown() + 1;
}
// @ts-ignore: decorator
@inline
export function columnsOfX(): i32 {
  return ow + (kw - 1) * tapRight() / right();
}
/** The padded image as the gradient of w has it: the columns of each part of a row, and its words. */
// @ts-ignore: decorator
@inline
export function pitchUnderTaps(): i32 {
  return (ow - 1) * right() / tapRight() + roundUp(kw, 4);
}
// @ts-ignore: decorator
@inline
export function wordsUnderTaps(): i32 {
  return roundUp(c * rowsOfX() * tapRight() * pitchUnderTaps() + 3, 4);
}

/** How many images the gradient of w takes at a time. */
export function imagesAtOnce(n: i32): i32 {
  return max(min(BLOCK / (wordsUnderTaps() + o * oh * ow), n), 1);
}

/** The places of g in so many images, each in bytes from where the first tap stands at the first. */
// @ts-ignore: decorator
@inline
export function placesUnderTaps(list: usize, images: i32): void {
  const area = oh * ow;
  const pitch = pitchUnderTaps();
  const words = wordsUnderTaps();
  for (let l = 0; l < images * area; l++) {
    const p = l % area;
    const col = p % ow * right();
    const at = l / area * words + (p / ow * down() * tapRight() + col % tapRight()) * pitch + col / tapRight();
    store<i32>(list + (l << 2), at << 2);
  }
}

/**
 * Copy `planes` planes h × w to where each has `rows` rows of `parts` parts, `pitch` columns each, of
 * which the first stands `top` rows and `left` columns from that of the plane; zeros where none is.
 */
export function spread(
  x: usize, to: usize, planes: i32, h: i32, w: i32, top: i32, left: i32, rows: i32, parts: i32, pitch: i32,
): void {
  for (let plane = 0; plane < planes; plane++) {
    for (let r = top; r < top + rows; r++) {
      const from = x + (r * w << 2);
      const there = r >= 0 && r < h;
      for (let part = 0; part < parts; part++) {
        let col = left + part;
        const end = to + (pitch << 2);
        if (parts === 1 && there) {
          for (; col < 0 && to < end; col++, to += 4) store<f32>(to, 0);
          const last = min(to + (w - col << 2), end);
          // what is copied beyond the last column is written over
          for (let f = from + (col << 2); to < last; f += 16, to += 16) v128.store(to, v128.load(f));
          to = max(last, end - (pitch << 2));
          col = w;
        }
        for (; to < end; to += 4, col += parts) {
          store<f32>(to, GENERAL && there && col >= 0 && col < w ? load<f32>(from + (col << 2)) : 0);
        }
      }
    }
    x += h * w << 2;
  }
}
