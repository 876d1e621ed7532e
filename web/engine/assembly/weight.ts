// The gradient of a convolution's kernel: for each tap and each map the products of the numbers under the
// tap, as the kernel moves over the image, and those of the map's gradient, summed.

import { c, h, kh, kw, o, oh, ow, ph, pw, tapDown, tapRight, w } from "./geometry";
import { madd } from "./madd";
import { imagesAtOnce, pitchUnderTaps, placesUnderTaps, rowsOfX, spread, wordsUnderTaps } from "./padded";
import { pack, roundUp, ROWS } from "./tile";

/** How many words of scratch memory it needs. */
export function scratchByTaps(n: i32): i32 {
  return imagesAtOnce(n) * (wordsUnderTaps() + (roundUp(o, 8) + 1) * oh * ow)
    + roundUp(o, 8) * roundUp(c * kh * kw, 4);
}

/** sums (4 rows, `ld` bytes apart, of 8 maps) += the numbers under 4 taps, at each place, by 8 of g there. */
function gather(
  g: usize, next: usize, list: usize, end: usize, x0: usize, x1: usize, x2: usize, x3: usize,
  sums: usize, ld: usize,
): void {
  let z = sums;
  let s00 = v128.load(z);
  let s01 = v128.load(z, 16);
  z += ld;
  let s10 = v128.load(z);
  let s11 = v128.load(z, 16);
  z += ld;
  let s20 = v128.load(z);
  let s21 = v128.load(z, 16);
  z += ld;
  let s30 = v128.load(z);
  let s31 = v128.load(z, 16);
  for (; list < end; list += 4, g += 16) {
    const at = load<usize>(list);
    const v0 = v128.load(g);
    const v1 = v128.load(g + next);
    let s = v128.load_splat<f32>(x0 + at);
    s00 = madd(s, v0, s00);
    s01 = madd(s, v1, s01);
    s = v128.load_splat<f32>(x1 + at);
    s10 = madd(s, v0, s10);
    s11 = madd(s, v1, s11);
    s = v128.load_splat<f32>(x2 + at);
    s20 = madd(s, v0, s20);
    s21 = madd(s, v1, s21);
    s = v128.load_splat<f32>(x3 + at);
    s30 = madd(s, v0, s30);
    s31 = madd(s, v1, s31);
  }
  v128.store(sums, s00);
  v128.store(sums, s01, 16);
  sums += ld;
  v128.store(sums, s10);
  v128.store(sums, s11, 16);
  sums += ld;
  v128.store(sums, s20);
  v128.store(sums, s21, 16);
  v128.store(z, s30);
  v128.store(z, s31, 16);
}

/** Where tap t stands, or the last, in bytes behind the first. */
function tapAt(t: i32): usize {
  t = min(t, c * kh * kw - 1);
  const line = t / kw;
  return (line / kh * rowsOfX() + line % kh * tapDown()) * tapRight() * pitchUnderTaps() + t % kw << 2;
}

/**
 * A row for each tap, a step for each place of g, whose maps stand side by side. With a dilation, rows of
 * x are in parts, each with every dw-th column, so that taps which are neighbours stand together. Places
 * are added up one by one as in conv.ts.
 */
export function gradWeightByTaps(g: usize, x: usize, dwt: usize, scratch: usize, n: i32): void {
  const rows = rowsOfX();
  const pitch = pitchUnderTaps();
  const area = oh * ow;
  const atOnce = imagesAtOnce(n);
  const words = wordsUnderTaps();
  const all = c * kh * kw;
  const ld = roundUp(o, 8) << 2;
  const sums = scratch;
  const list = sums + roundUp(all, 4) * ld;
  const images = list + (atOnce * area << 2);
  const packed = images + (atOnce * words << 2);
  placesUnderTaps(list, atOnce);
  memory.fill(sums, 0, list - sums);
  for (let i = 0; i < n; i += atOnce) {
    const count = min(atOnce, n - i);
    const k = count * area;
    for (let j = 0; j < count; j++) {
      spread(x, images + (j * words << 2), c, h, w, -ph, -pw, rows, tapRight(), pitch);
      x += c * h * w << 2;
      for (let oc = 0; oc < o; oc += ROWS) {
        pack(g + (oc * area << 2), area << 2, 4, min(ROWS, o - oc), area, packed + ((oc * k + j * area * ROWS) << 2), ROWS);
      }
      g += o * area << 2;
    }
    for (let t = 0; t < all; t += 4) {
      const x0 = images + tapAt(t);
      const x1 = images + tapAt(t + 1);
      const x2 = images + tapAt(t + 2);
      const x3 = images + tapAt(t + 3);
      for (let oc = 0; oc < o; oc += 8) {
        gather(packed + (oc * k << 2), k << 4, list, list + (k << 2), x0, x1, x2, x3, sums + t * ld + (oc << 2), ld);
      }
    }
  }
  for (let oc = 0; oc < o; oc++) {
    for (let t = 0; t < all; t++, dwt += 4) store<f32>(dwt, load<f32>(sums + t * ld + (oc << 2)));
  }
}
