// The gradient of a convolution's kernel where most of the map's gradient is not 0: five taps and eight maps
// at once, place by place. The core has no room for it.

import { c, h, kh, kw, o, oh, ow, ph, pw, tapDown, tapRight, w } from "./geometry";
import { madd } from "./madd";
import { imagesAtOnce, pitchUnderTaps, placesUnderTaps, rowsOfX, spread, wordsUnderTaps } from "./padded";
import { pack, roundUp } from "./tile";

/** Taps that are taken together, and maps: their sums stay in registers. */
const TAPS: i32 = 5;
const MAPS: i32 = 8;

/** How many words of scratch memory it needs. */
export function denseScratch(n: i32): i32 {
  return imagesAtOnce(n) * (wordsUnderTaps() + (roundUp(o, MAPS) + 1) * oh * ow)
    + (roundUp(o, MAPS) + 1) * (roundUp(c * kh * kw, TAPS) + 1);
}

/** sums (5 rows, `ld` bytes apart, of 8 maps) += the numbers under 5 taps, at each place, by 8 of g there. */
function gather(
  g: usize, list: usize, end: usize, x0: usize, x1: usize, x2: usize, x3: usize, x4: usize,
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
  z += ld;
  let s40 = v128.load(z);
  let s41 = v128.load(z, 16);
  for (; list < end; list += 4, g += 32) {
    const at = load<usize>(list);
    const v0 = v128.load(g);
    const v1 = v128.load(g, 16);
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
    s = v128.load_splat<f32>(x4 + at);
    s40 = madd(s, v0, s40);
    s41 = madd(s, v1, s41);
  }
  v128.store(sums, s00);
  v128.store(sums, s01, 16);
  sums += ld;
  v128.store(sums, s10);
  v128.store(sums, s11, 16);
  sums += ld;
  v128.store(sums, s20);
  v128.store(sums, s21, 16);
  sums += ld;
  v128.store(sums, s30);
  v128.store(sums, s31, 16);
  v128.store(z, s40);
  v128.store(z, s41, 16);
}

/**
 * A row for each tap, and one for the bias where `db` is not null, a step for each place of g, whose maps
 * stand side by side. With a dilation, rows of x are in parts, each with every dw-th column, so that taps
 * which are neighbours stand together. Places are added up one by one as in conv.ts. What is blank above and
 * below, as a digit's borders, is left out (blank.ts).
 */
export function denseGradWeight(g: usize, x: usize, dwt: usize, db: usize, scratch: usize, n: i32): void {
  const rows = rowsOfX();
  const pitch = pitchUnderTaps();
  const area = oh * ow;
  const atOnce = imagesAtOnce(n);
  const words = wordsUnderTaps();
  const all = c * kh * kw;
  const ld = roundUp(o, MAPS) << 2;
  const rounded = roundUp(all, TAPS);
  const sums = scratch;
  const ones = sums + rounded * ld;
  const taps = ones + ld;
  const list = taps + (rounded << 2);
  const images = list + (atOnce * area << 2);
  const packed = images + (atOnce * words << 2);
  placesUnderTaps(list, atOnce);
  // taps beyond the last are the first
  memory.fill(sums, 0, list - sums);
  // maps beyond the last are finite
  memory.fill(packed, 0, atOnce * area * ld);
  for (let t = 0; t < all; t++) {
    const line = t / kw;
    store<i32>(taps + (t << 2), (line / kh * rows + line % kh * tapDown()) * tapRight() * pitch + t % kw << 2);
  }
  for (let i = 0; i < n; i += atOnce) {
    const count = min(atOnce, n - i);
    const k = count * area;
    for (let j = 0; j < count; j++) {
      spread(x, images + (j * words << 2), c, h, w, -ph, -pw, rows, tapRight(), pitch);
      x += c * h * w << 2;
      for (let oc = 0; oc < o; oc += MAPS) {
        pack(g + (oc * area << 2), area << 2, 4, min(MAPS, o - oc), area, packed + ((oc * k + j * area * MAPS) << 2), MAPS);
      }
      g += o * area << 2;
    }
    let odd = f32x4.splat(0);
    for (let oc = 0; db && oc < o; oc += MAPS) {
      const sum = ones + (oc << 2);
      let s0 = v128.load(sum);
      let s1 = v128.load(sum, 16);
      for (let l = 0, p = packed + (oc * k << 2); l < k; l++, p += MAPS << 2) {
        s0 = f32x4.add(s0, v128.load(p));
        s1 = f32x4.add(s1, v128.load(p, 16));
      }
      v128.store(sum, s0);
      v128.store(sum, s1, 16);
      odd = f32x4.add(odd, f32x4.add(f32x4.sub(s0, s0), f32x4.sub(s1, s1)));
    }
    // where x is blank before and behind, places add nothing, if g is finite, as its sums are then
    let ink = images;
    let end = images + (count * words << 2);
    if (db && !v128.any_true(f32x4.ne(odd, odd))) {
      while (ink < end && !v128.any_true(v128.load(ink))) ink += 16;
      while (ink < end && !v128.any_true(v128.load(end - 16))) end -= 16;
    }
    for (let t = 0; t < all; t += TAPS) {
      const tap = taps + (t << 2);
      const x0 = images + load<usize>(tap);
      const x1 = images + load<usize>(tap, 4);
      const x2 = images + load<usize>(tap, 8);
      const x3 = images + load<usize>(tap, 12);
      const x4 = images + load<usize>(tap, 16);
      // rows of places, all of whose taps are blank
      let from = 0;
      let to = k;
      const below = images + load<usize>(taps + (min(t + TAPS, all) - 1 << 2)) + (tapRight() * pitch << 2);
      while (from < to && below + load<usize>(list + (from << 2)) <= ink) from += ow;
      while (from < to && x0 + load<usize>(list + (to - ow << 2)) >= end) to -= ow;
      for (let oc = 0; oc < o; oc += MAPS) {
        gather(
          packed + (oc * k << 2) + from * MAPS * 4, list + (from << 2), list + (to << 2),
          x0, x1, x2, x3, x4, sums + t * ld + (oc << 2), ld,
        );
      }
    }
  }
  if (db) memory.copy(db, ones, o << 2);
  if (dwt) pack(sums, ld, 4, all, o, dwt, all);
}
