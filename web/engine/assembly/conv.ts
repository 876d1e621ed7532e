// The convolution as matrix products. For each image the patches that the kernel sees are laid
// out as columns: `col` has a row for each tap of the kernel, (c, ky, kx), and a column for each
// place of the output. Then, with w as a matrix (o × taps) and P places,
//
//   forward          y (o × P)       = w · col + b
//   gradient of w    dw (o × taps)   = g · colᵀ, summed over the images
//   gradient of x    dcol (taps × P) = wᵀ · g, added back to where the patches came from
//
// Scratch memory: `col`, then g with its rows padded to whole vectors, then the sums of dw, which
// goes by tiles of MAPS output channels × TAPS taps.

import { c, columnUnder, h, kh, kw, o, oh, ow, rowUnder, sw, w } from "./geometry";
import { madd } from "./madd";
import { matmul, total, ZEROS } from "./matrix";

const MAPS: i32 = 2;
const TAPS: i32 = 5;
const TILE: usize = MAPS * TAPS * 16; // bytes of its sums, a vector each

/** The least multiple of `step` that is not below `n`. */
// @ts-ignore: decorator
@inline
function roundUp(n: i32, step: i32): i32 {
  return (n + step - 1) / step * step;
}

/** How many words of scratch memory the kernels of a convolution need; `n` images, one at a time. */
export function convScratch(n: i32): i32 {
  const taps = roundUp(c * kh * kw, TAPS);
  const maps = roundUp(o, MAPS);
  return (taps + maps) * roundUp(oh * ow, 4) + 4 * taps * maps;
}

/** Lay out one image (c, h, w) as columns; rows of `col` are `ld` bytes apart. */
function gather(x: usize, col: usize, ld: usize): void {
  for (let ic = 0; ic < c; ic++) {
    for (let ky = 0; ky < kh; ky++) {
      for (let kx = 0; kx < kw; kx++) {
        let to = col;
        for (let oy = 0; oy < oh; oy++) {
          const iy = rowUnder(oy, ky);
          const ix = columnUnder(0, kx);
          const from = x + ((ic * h + iy) * w + ix) * 4;
          if (iy < 0 || iy >= h) {
            memory.fill(to, 0, ow << 2);
          } else if (sw === 1 && ow >= 4 && ix >= 0 && ix + ow <= w) {
            const end = (ow - 4) << 2;
            for (let j = 0; j < end; j += 16) v128.store(to + j, v128.load(from + j));
            v128.store(to + end, v128.load(from + end));
          } else {
            for (let ox = 0; ox < ow; ox++) {
              const at = ix + ox * sw;
              store<f32>(to + ox * 4, at >= 0 && at < w ? load<f32>(from + ox * sw * 4) : 0);
            }
          }
          to += ow << 2;
        }
        for (; to < col + ld; to += 4) store<f32>(to, 0);
        col += ld;
      }
    }
  }
}

/** The reverse of `gather`: add every number of `col` to the place it came from. */
function scatter(x: usize, col: usize, ld: usize): void {
  for (let ic = 0; ic < c; ic++) {
    for (let ky = 0; ky < kh; ky++) {
      for (let kx = 0; kx < kw; kx++) {
        for (let oy = 0; oy < oh; oy++) {
          const iy = rowUnder(oy, ky);
          if (iy < 0 || iy >= h) continue;
          const ix = columnUnder(0, kx);
          const to = x + ((ic * h + iy) * w + ix) * 4;
          const from = col + ((oy * ow) << 2);
          let ox = 0;
          if (sw === 1 && ix >= 0 && ix + ow <= w) {
            for (; ox < ow - 3; ox += 4) {
              const at = to + ox * 4;
              v128.store(at, f32x4.add(v128.load(at), v128.load(from + ox * 4)));
            }
          }
          for (; ox < ow; ox++) {
            const place = ix + ox * sw;
            if (place < 0 || place >= w) continue;
            const at = to + ox * sw * 4;
            store<f32>(at, load<f32>(at) + load<f32>(from + ox * 4));
          }
        }
        col += ld;
      }
    }
  }
}

/** Bytes of a row of P numbers in whole vectors. */
// @ts-ignore: decorator
@inline
function padded(places: i32): usize {
  return roundUp(places, 4) << 2;
}

export function conv(x: usize, wt: usize, b: usize, y: usize, col: usize, n: i32): void {
  const places = oh * ow;
  const taps = c * kh * kw;
  const ld = padded(places);
  for (let i = 0; i < n; i++) {
    gather(x, col, ld);
    // a bias of one number for each row of y; address 0 is that of zeros
    matmul(o, places, taps, /* a */ wt, taps << 2, 4, /* b */ col, ld, 4,
      /* y */ y, places << 2, /* bias */ b, b ? 4 : 0, 0);
    x += (c * h * w) << 2;
    y += (o * places) << 2;
  }
}

export function convGradInput(g: usize, wt: usize, dx: usize, col: usize, n: i32): void {
  const places = oh * ow;
  const taps = c * kh * kw;
  const ld = padded(places);
  memory.fill(dx, 0, (n * c * h * w) << 2);
  for (let i = 0; i < n; i++) {
    matmul(taps, places, o, /* a */ wt, 4, taps << 2, /* b */ g, places << 2, 4,
      /* y */ col, ld, /* bias */ ZEROS, 0, 0);
    scatter(dx, col, ld);
    g += (o * places) << 2;
    dx += (c * h * w) << 2;
  }
}

/**
 * Rows of g against rows of col. A tile keeps four partial sums for each weight, added up after the
 * last image.
 */
export function convGradWeight(g: usize, x: usize, dwt: usize, col: usize, n: i32): void {
  const places = oh * ow;
  const taps = c * kh * kw;
  const ld = padded(places);
  const allTaps = roundUp(taps, TAPS);
  const allMaps = roundUp(o, MAPS);
  const rows = col + allTaps * ld;
  const sums = rows + allMaps * ld;
  memory.fill(col + taps * ld, 0, (allTaps - taps + allMaps) * ld);
  memory.fill(sums, 0, (allMaps * allTaps) << 4);
  for (let i = 0; i < n; i++) {
    gather(x, col, ld);
    for (let oc = 0; oc < o; oc++) memory.copy(rows + oc * ld, g + ((oc * places) << 2), places << 2);
    let sum = sums;
    for (let k = 0; k < allTaps; k += TAPS) {
      for (let oc = 0; oc < allMaps; oc += MAPS) {
        addProducts(rows + oc * ld, col + k * ld, ld, sum);
        sum += TILE;
      }
    }
    g += (o * places) << 2;
    x += (c * h * w) << 2;
  }
  for (let k = 0; k < taps; k++) {
    for (let oc = 0; oc < o; oc++) {
      const tile = sums + ((k / TAPS) * (allMaps / MAPS) + oc / MAPS) * TILE;
      const at = tile + (((oc % MAPS) * TAPS + (k % TAPS)) << 4);
      store<f32>(dwt + ((oc * taps + k) << 2), total(v128.load(at)));
    }
  }
}

/** Add the products of MAPS rows at g with TAPS rows at x, all `ld` bytes long, to a tile's sums. */
function addProducts(g: usize, x: usize, ld: usize, sums: usize): void {
  let s00 = f32x4.splat(0);
  let s01 = f32x4.splat(0);
  let s02 = f32x4.splat(0);
  let s03 = f32x4.splat(0);
  let s04 = f32x4.splat(0);
  let s10 = f32x4.splat(0);
  let s11 = f32x4.splat(0);
  let s12 = f32x4.splat(0);
  let s13 = f32x4.splat(0);
  let s14 = f32x4.splat(0);
  const x3 = 3 * ld;
  for (const end = g + ld; g < end; g += 16) {
    const g0 = v128.load(g);
    const g1 = v128.load(g + ld);
    let v = v128.load(x);
    s00 = madd(g0, v, s00);
    s10 = madd(g1, v, s10);
    v = v128.load(x + ld);
    s01 = madd(g0, v, s01);
    s11 = madd(g1, v, s11);
    v = v128.load(x + 2 * ld);
    s02 = madd(g0, v, s02);
    s12 = madd(g1, v, s12);
    const z = x + x3;
    v = v128.load(z);
    s03 = madd(g0, v, s03);
    s13 = madd(g1, v, s13);
    v = v128.load(z + ld);
    s04 = madd(g0, v, s04);
    s14 = madd(g1, v, s14);
    x += 16;
  }
  accumulate(sums, s00);
  accumulate(sums + 16, s01);
  accumulate(sums + 32, s02);
  accumulate(sums + 48, s03);
  accumulate(sums + 64, s04);
  accumulate(sums + 80, s10);
  accumulate(sums + 96, s11);
  accumulate(sums + 112, s12);
  accumulate(sums + 128, s13);
  accumulate(sums + 144, s14);
}

// @ts-ignore: decorator
@inline
function accumulate(at: usize, v: v128): void {
  v128.store(at, f32x4.add(v128.load(at), v));
}

/** db[oc] = Σ g[oc, p] over all images and places. */
export function convGradBias(g: usize, db: usize, n: i32): void {
  const plane = (oh * ow) << 2;
  for (let oc = 0; oc < o; oc++) {
    let sum: f32 = 0;
    for (let i = 0; i < n; i++) {
      const from = g + (i * o + oc) * plane;
      let part = f32x4.splat(0);
      let p = 0;
      for (; p < (plane & -16); p += 16) part = f32x4.add(part, v128.load(from + p));
      let rest = total(part);
      for (; p < plane; p += 4) rest += load<f32>(from + p);
      sum += rest;
    }
    store<f32>(db + oc * 4, sum);
  }
}
