// The gradient of a convolution's kernel: for each tap and each map the products of the numbers under the
// tap, as the kernel moves over the image, and those of the map's gradient, summed. Behind a pooling three
// places of four or more have the gradient 0 and add nothing, so each map's others are listed.

import { finite } from "./blank";
import { denseGradWeight, denseScratch } from "./dense";
import { c, h, kh, kw, o, oh, ow, ph, pw, tapDown, tapRight, w } from "./geometry";
import { madd } from "./madd";
import { imagesAtOnce, pitchUnderTaps, placesUnderTaps, rowsOfX, spread, wordsUnderTaps } from "./padded";
import { pack, STEP_W } from "./tile";

/** Rows of taps that are taken together, and taps of a row: their sums stay in registers. */
const ROWS: i32 = 5;
const ALONG: i32 = 8;
/** Words of these sums, and of the map's own, four times. */
const SUMS: i32 = ROWS * ALONG + 4;
/** Bytes of a rule that moves some of four numbers to the front. */
const RULE: i32 = 16;

/** How many blocks of sums a map has. */
// @ts-ignore: decorator
@inline
function blocks(): i32 {
  return (c * kh + ROWS - 1) / ROWS * ((kw + ALONG - 1) / ALONG);
}

/** How many words of scratch memory it needs. */
export function gradWeightScratch(n: i32): i32 {
  const places = imagesAtOnce(n) * oh * ow;
  const words = o * (blocks() * SUMS + 2 * places + 9) + c * kh + ROWS + 4 * RULE
    + places + imagesAtOnce(n) * wordsUnderTaps() + ALONG;
  return GENERAL ? max(words, denseScratch(n)) : words;
}

/** sums += the numbers under 5 rows of 8 taps, at each listed place, by the gradient there. */
function take(
  list: usize, end: usize, room: i32, x0: usize, x1: usize, x2: usize, x3: usize, x4: usize, sums: usize,
): void {
  let s00 = v128.load(sums);
  let s01 = v128.load(sums, 16);
  let s10 = v128.load(sums, 32);
  let s11 = v128.load(sums, 48);
  let s20 = v128.load(sums, 64);
  let s21 = v128.load(sums, 80);
  let s30 = v128.load(sums, 96);
  let s31 = v128.load(sums, 112);
  let s40 = v128.load(sums, 128);
  let s41 = v128.load(sums, 144);
  let own = v128.load(sums, 160);
  for (; list < end; list += 4) {
    const at = load<usize>(list + room);
    const s = v128.load_splat<f32>(list);
    own = f32x4.add(own, s);
    s00 = madd(s, v128.load(x0 + at), s00);
    s01 = madd(s, v128.load(x0 + at, 16), s01);
    s10 = madd(s, v128.load(x1 + at), s10);
    s11 = madd(s, v128.load(x1 + at, 16), s11);
    s20 = madd(s, v128.load(x2 + at), s20);
    s21 = madd(s, v128.load(x2 + at, 16), s21);
    s30 = madd(s, v128.load(x3 + at), s30);
    s31 = madd(s, v128.load(x3 + at, 16), s31);
    s40 = madd(s, v128.load(x4 + at), s40);
    s41 = madd(s, v128.load(x4 + at, 16), s41);
  }
  v128.store(sums, s00);
  v128.store(sums, s01, 16);
  v128.store(sums, s10, 32);
  v128.store(sums, s11, 48);
  v128.store(sums, s20, 64);
  v128.store(sums, s21, 80);
  v128.store(sums, s30, 96);
  v128.store(sums, s31, 112);
  v128.store(sums, s40, 128);
  v128.store(sums, s41, 144);
  v128.store(sums, own, 160);
}

/**
 * With a dilation, rows of x are in parts, each with every dw-th column, so that taps which are neighbours
 * stand together. Places are added up one by one as in conv.ts.
 */
export function convGradWeight(g: usize, x: usize, dwt: usize, db: usize, scratch: usize, n: i32): void {
  if (GENERAL && !isSparse(g, n)) return denseGradWeight(g, x, dwt, db, scratch, n);
  const rows = rowsOfX();
  const pitch = pitchUnderTaps();
  const area = oh * ow;
  const atOnce = imagesAtOnce(n);
  const words = wordsUnderTaps();
  const lines = c * kh;
  const ofMap = blocks() * SUMS << 2;
  const room = (atOnce * area << 2) + 16;
  const taps = scratch + o * ofMap;
  const rules = taps + (lines + ROWS << 2);
  const ends = rules + 16 * RULE;
  const places = ends + (o << 2);
  const lists = places + (atOnce * area << 2);
  const images = lists + o * room * 2;
  placesUnderTaps(places, atOnce);
  // rows of taps beyond the last are the first
  memory.fill(scratch, 0, rules - scratch);
  for (let t = 0; t < lines; t++) {
    store<i32>(taps + (t << 2), (t / kh * rows + t % kh * tapDown()) * tapRight() * pitch << 2);
  }
  for (let chosen = 0; chosen < 16; chosen++) {
    let to = rules + chosen * RULE;
    for (let lane = 0; lane < 4; lane++) {
      store<i32>(to, 0x03020100 + lane * 0x04040404);
      to += (chosen >> lane & 1) << 2;
    }
  }
  for (let i = 0; i < n; i += atOnce) {
    const count = min(atOnce, n - i);
    for (let j = 0; j < count; j++, x += c * h * w << 2) {
      spread(x, images + (j * words << 2), c, h, w, -ph, -pw, rows, tapRight(), pitch);
    }
    // 0 by what is infinite or NaN is NaN
    const all = !finite(images, STEP_W, (count * words + 5) / 6) ? 15 : 0;
    let list = lists;
    for (let m = 0; m < o; m++, list += room * 2) {
      let to = list;
      for (let j = 0; j < count; j++) {
        const from = g + ((j * o + m) * area << 2);
        const place = places + (j * area << 2);
        for (let l = 0; l < area; l += 4) {
          const four = v128.load(from + (l << 2));
          let chosen = i32x4.bitmask(f32x4.ne(four, f32x4.splat(0))) | all;
          if (l + 4 > area) chosen &= 15 >> (l + 4 - area);
          const rule = v128.load(rules + chosen * RULE);
          v128.store(to, i8x16.swizzle(four, rule));
          v128.store(to + room, i8x16.swizzle(v128.load(place + (l << 2)), rule));
          to += popcnt(chosen) << 2;
        }
      }
      store<usize>(ends + (m << 2), to);
    }
    g += count * o * area << 2;
    let block = scratch;
    for (let t = 0; t < lines; t += ROWS) {
      const tap = taps + (t << 2);
      for (let kx = 0; kx < kw; kx += ALONG, block += SUMS << 2) {
        const under = images + (kx << 2);
        for (let m = 0; m < o; m++) {
          const list = lists + m * room * 2;
          take(
            list, load<usize>(ends + (m << 2)), room, under + load<usize>(tap), under + load<usize>(tap, 4),
            under + load<usize>(tap, 8), under + load<usize>(tap, 12), under + load<usize>(tap, 16),
            block + m * ofMap,
          );
        }
      }
    }
  }
  for (let m = 0, block = scratch; m < o; m++) {
    if (db) store<f32>(db + (m << 2), load<f32>(block, 160));
    for (let t = 0; t < lines; t += ROWS) {
      for (let kx = 0; kx < kw; kx += ALONG, block += SUMS << 2) {
        const to = dwt + ((m * lines + t) * kw + kx << 2);
        if (dwt) pack(block, 4, ALONG << 2, min(ALONG, kw - kx), min(ROWS, lines - t), to, kw);
      }
    }
  }
}

/**
 * Whether lists are likely to be faster, by the first images. As measured, a block of sums at a listed place
 * costs as much as 56 taps of one that is not, and to list a place as much as 7.
 */
function isSparse(g: usize, n: i32): bool {
  const all = imagesAtOnce(n) * o * oh * ow;
  let sum = i32x4.splat(0);
  for (let p = g; p < g + (all << 2); p += 16) {
    sum = i32x4.sub(sum, f32x4.ne(v128.load(p), f32x4.splat(0)));
  }
  const listed = i32x4.extract_lane(sum, 0) + i32x4.extract_lane(sum, 1)
    + i32x4.extract_lane(sum, 2) + i32x4.extract_lane(sum, 3);
  return <f32>listed * <f32>(blocks() * 56) < <f32>all * <f32>(c * kh * kw - 7);
}
