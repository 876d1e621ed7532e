// The convolution of images. An image is copied to where it has its padding around it; then the number
// under a tap of the kernel, (ky, kx, c), stands equally far behind that under the first one, wherever
// the kernel lies, so that neighbours of y come of vectors of x, tap by tap (tile.ts). Where the kernel
// moves by sw columns at a time, a row is copied in sw parts, each with every sw-th column.
//
//   forward          y  = w · x, a row for each map, a step for each tap
//   gradient of x    dx = wᵀ · g, a row for each channel; of the taps those that reach it
//   gradient of w    dw = x · gᵀ, a row for each tap, a step for each place (weight.ts)
//
// Steps are added up one by one in the order of oneDNN, which is torch's: taps row by row, channels within;
// for the gradients of w and of the bias places row by row, image by image.

import { c, down, h, kh, kw, o, oh, ow, ph, pw, right, tapDown, tapRight, w } from "./geometry";
import { columnsOfX, rowsOfX, spread } from "./padded";
import { PLACE, roundUp, ROWS, SPARE, sweep, ZEROS } from "./tile";
import { gradWeightScratch } from "./weight";

/** How far before or behind place 0 of g a tap may reach from place 0, or the last, of x. */
// @ts-ignore: decorator
@inline
function reach(place: i32, padding: i32, tap: i32, dilation: i32, stride: i32): i32 {
  const at = place + padding - tap * dilation;
  return at < 0 ? (at - stride + 1) / stride : at / stride;
}

/** Vectors of a plane of h rows, w columns. */
// @ts-ignore: decorator
@inline
function vectors(h: i32, w: i32): i32 {
  return h * roundUp(w, 4) >> 2;
}

/** How many words of scratch memory the kernels of a convolution of n images need, at most. */
export function convScratch(n: i32): i32 {
  const all = kh * kw;
  // planes with what taps reach around them, and at most four words of a list for each place
  const x = (c + 4) * (oh * down() + kh * tapDown()) * (ow * right() + kw * tapRight());
  const g = (o + 4) * (h + kh * tapDown()) * (w + kw * tapRight());
  const products = all * (c + o + roundUp(o, ROWS) * roundUp(c, ROWS)) + x + g;
  return SPARE + max(products, gradWeightScratch(n)) + 16;
}

/**
 * List the vectors of a target of `height` × `columns`, the last of a row moved back; how many there are.
 * Taps come by rows of the kernel, `steps` for each of `lines` of them. For row 0 of the target the first
 * lies on row `first` of the source, the next `slope` rows on; for row r, r·rise rows on. Those that lie
 * on none of the source's `rows` are left out.
 */
function listPlaces(
  places: usize, height: i32, columns: i32, xRow: i32, yRow: i32, step: i32,
  lines: i32, steps: i32, first: i32, slope: i32, rise: i32, rows: i32,
): i32 {
  let count = 0;
  for (let r = 0; r < height; r++, first += rise) {
    let from = 0;
    let to = lines;
    while (from < to && <u32>(first + from * slope) >= <u32>rows) from++;
    while (from < to && <u32>(first + (to - 1) * slope) >= <u32>rows) to--;
    for (let col = 0; col < columns; col += 4) {
      if (col > columns - 4) col = max(columns - 4, 0);
      const place = places + count++ * PLACE;
      store<i32>(place, r * xRow + col << 2);
      store<i32>(place, r * yRow + col * step << 2, 4);
      store<i32>(place, from * steps, 8);
      store<i32>(place, to * steps, 12);
    }
  }
  return count;
}

/**
 * From images to maps, or `back` from gradients of maps to those of images. There the target has, by the
 * strides, sh × sw parts: of the taps some reach all of a part, the others nothing of it.
 */
function correlate(
  back: bool, from: usize, wt: usize, bias: usize, to: usize, scratch: usize, n: i32,
): void {
  const planes = back ? o : c;
  const maps = back ? c : o;
  const height = back ? oh : h;
  const width = back ? ow : w;
  const targetRows = back ? h : oh;
  const targetColumns = back ? w : ow;
  const top = back ? reach(0, ph, kh - 1, tapDown(), down()) : -ph;
  const left = back ? reach(0, pw, kw - 1, tapRight(), right()) : -pw;
  const rows = back ? reach(h - 1, ph, 0, tapDown(), down()) - top + 1 : rowsOfX();
  const pitch = back ? reach(w - 1, pw, 0, tapRight(), right()) - left + 1 : columnsOfX();
  const split = back ? 1 : right();
  const stepDown = back ? down() : 1;
  const stepRight = back ? right() : 1;
  const area = targetRows * targetColumns;
  const all = kh * kw;
  const image = scratch + (SPARE << 2);
  const places = image + (planes * rows * split * pitch + 4 << 2);
  const taps = places + vectors(targetRows, targetColumns) * PLACE;
  const room = planes * all;
  const packed = taps + (room << 2);
  for (let part = 0; part < stepDown * stepRight; part++) {
    const y = part / stepRight;
    const x = part % stepRight;
    let k = 0;
    for (let ky = 0; ky < kh; ky++) {
      const row = back ? y + ph - ky * tapDown() : ky * tapDown() - ph;
      if (row % stepDown) continue;
      for (let kx = 0; kx < kw; kx++) {
        let col = back ? x + pw - kx * tapRight() : kx * tapRight() - pw;
        if (col % stepRight) continue;
        col = col / stepRight - left;
        for (let plane = 0; plane < planes; plane++) {
          const at = ((plane * rows + row / stepDown - top) * split + col % split) * pitch + col / split;
          store<i32>(taps + (k << 2), at << 2);
          const weight = wt + (ky * kw + kx + plane * (back ? c * all : all) << 2);
          packTap(weight, back ? all << 2 : c * all << 2, maps, k++, room, packed);
        }
      }
    }
    const columns = (targetColumns - x + stepRight - 1) / stepRight;
    const rise = back ? 1 : down();
    const slope = back ? -tapDown() : tapDown();
    // where only some rows of the kernel count, none is left out
    const lines = stepDown === 1 ? kh : 1;
    const count = listPlaces(places, (targetRows - y + stepDown - 1) / stepDown, columns, rise * split * pitch,
      stepDown * targetColumns, stepRight, lines, k / lines,
      back ? ph : -ph, slope, rise, stepDown === 1 ? height : 1 << 30);
    let source = from;
    let target = to + (y * targetColumns + x << 2);
    for (let i = 0; i < n; i++) {
      spread(source, image, planes, height, width, top, left, rows, split, pitch);
      // a bias of one number for each map; address 0 is that of zeros
      sweep(maps, packed, taps, places, count, image, target, area << 2, min(columns, 4), stepRight << 2, bias, bias ? 4 : 0, false, room, scratch);
      source += planes * height * width << 2;
      target += maps * area << 2;
    }
  }
}

/** Lay out the weights of one tap for all strips: number i stands at `from + i * next`. */
function packTap(from: usize, next: usize, m: i32, l: i32, k: i32, packed: usize): void {
  for (let i = 0; i < m; i++, from += next) {
    store<f32>(packed + ((i / ROWS * k + l) * ROWS + i % ROWS << 2), load<f32>(from));
  }
}

export function conv(x: usize, wt: usize, b: usize, y: usize, scratch: usize, n: i32): void {
  correlate(false, x, wt, b, y, scratch, n);
}

export function convGradInput(g: usize, wt: usize, dx: usize, scratch: usize, n: i32): void {
  correlate(true, g, wt, ZEROS, dx, scratch, n);
}

/** db[oc] = Σ g[oc, p] over all images and places, one after another; four maps side by side. */
export function convGradBias(g: usize, db: usize, n: i32): void {
  const plane = (oh * ow) << 2;
  for (let oc = 0; oc < o; oc += 4, db += 16) {
    // maps beyond the last are the last
    const p1 = min(1, o - 1 - oc) * plane;
    const p2 = min(2, o - 1 - oc) * plane;
    const p3 = min(3, o - 1 - oc) * plane;
    let sums = f32x4.splat(0);
    for (let i = 0; i < n; i++) {
      const from = g + (i * o + oc) * plane;
      for (let p = from; p < from + plane; p += 4) {
        let v = v128.load32_zero(p);
        v = v128.load_lane<f32>(p + p1, v, 1);
        v = v128.load_lane<f32>(p + p2, v, 2);
        v = v128.load_lane<f32>(p + p3, v, 3);
        sums = f32x4.add(sums, v);
      }
    }
    v128.store(db, sums);
  }
}
