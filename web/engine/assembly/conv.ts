// The convolution of images. Eight images lie side by side, place by place, with the planes of a place
// one behind the other; then the numbers under a row of the kernel stand in one line (tile.ts), and a strip
// is six maps of eight images at one place, or the last four at most. Of the taps only those that lie on
// the image are taken, and not on what is blank around all eight (blank.ts).
//
//   forward          y  = w · x, a row for each map
//   gradient of x    dx = wᵀ · g, a row for each channel; g lies in reverse, as its taps go back
//   gradient of w    dw = x · gᵀ, a row for each tap, a step for each place (weight.ts)
//
// Steps are added up one by one in the order of oneDNN, which is torch's: taps row by row, channels within;
// for the gradients of w and of the bias places row by row, image by image.

import { c, down, h, kh, kw, o, oh, ow, ph, pw, right, tapDown, tapRight, w } from "./geometry";
import { blank, finite } from "./blank";
import { fuses } from "./madd";
import { spread } from "./padded";
import { divisor, firstTap, reach, tapsBefore } from "./taps";
import { four, LANES, pack, roundUp, ROWS, STEP_W, STEP_X, strip } from "./tile";
import { gradWeightScratch } from "./weight";

/** How many words of scratch memory the kernels of a convolution of n images need, at most. */
export function convScratch(n: i32): i32 {
  const maps = roundUp(o, ROWS);
  const channels = roundUp(c, ROWS);
  let words = LANES * (maps * oh * (ow + tapRight()) + channels * h * (w + tapRight()));
  words += kh * kw * (maps * channels + 1);
  if (GENERAL) {
    // what lies around images that go alone, and the last of eight neighbours
    words += maps * (h + kh * tapDown() + oh) * (max(w, ow) + kw * tapRight() + LANES);
    words += channels * (oh * down() + kh * tapDown() + h) * ((ow + LANES) * right() + kw * tapRight());
  }
  return max(words, gradWeightScratch(n)) + 16;
}

/**
 * From images to maps, or `back` from gradients of maps to those of images. There the target has, by the
 * strides, sh × sw parts: of the taps some reach all of a part, the others nothing of it. Of few images
 * each goes alone, and eight neighbours of a row stand for eight images: the image, moved by a column.
 */
function correlate(
  back: bool, from: usize, wt: usize, bias: usize, to: usize, scratch: usize, n: i32,
): void {
  const planes = back ? o : c;
  const maps = back ? c : o;
  const height = back ? h : oh;
  const width = back ? w : ow;
  const strideY = down();
  const strideX = right();
  const partsY = back ? strideY : 1;
  const partsX = back ? strideX : 1;
  const inPart = (width + partsX - 1) / partsX;
  const all = kh * kw;
  const lanesAlone = n * roundUp(inPart, LANES);
  const lanesTogether = roundUp(n, LANES) * inPart;
  const alone: bool = GENERAL && (lanesAlone < lanesTogether || (all === 1 && lanesAlone * 4 < lanesTogether * 5));
  const sourceRows = back ? oh : h;
  const sourceColumns = back ? ow : w;
  let rows = sourceRows;
  let columns = sourceColumns;
  let top = 0;
  let left = 0;
  if (alone) {
    top = back ? reach(0, ph, kh - 1, tapDown(), strideY) : -ph;
    left = back ? reach(0, pw, kw - 1, tapRight(), strideX) : -pw;
    rows = (back ? reach(h - 1, ph, 0, 1, strideY) : (oh - 1) * strideY + (kh - 1) * tapDown() - ph) - top + 1;
    columns = (back ? reach(w - 1, pw, 0, 1, strideX) : (ow - 1) * strideX + (kw - 1) * tapRight() - pw) - left + 1;
  }
  // every nextY-th tap reaches the same part, and lies slopeY places from the one before
  const bothY = GENERAL && back ? divisor(tapDown(), strideY) : 1;
  const bothX = GENERAL && back ? divisor(tapRight(), strideX) : 1;
  const slopeY = tapDown() / bothY;
  const slopeX = tapRight() / bothX;
  const nextY = partsY / bothY;
  const nextX = partsX / bothX;
  // rows lie in parts where taps, or neighbours of the target, are some columns apart
  const parts = GENERAL ? (!alone ? slopeX : back ? 1 : strideX) : 1;
  const pitch = (columns + parts - 1) / parts;
  const line = pitch * parts;
  const size = rows * columns;
  const area = height * width;
  const place = alone ? 4 : planes * STEP_X;
  const stepX = alone ? rows * line << 2 : STEP_X;
  const stepW = planes * STEP_W;
  const stripW = all * stepW;
  const blocks = alone ? (inPart + LANES - 1) / LANES * partsX : width;
  const next = height * blocks * STEP_X;
  const taps = scratch + planes * rows * line * (alone ? 4 : STEP_X);
  const sums = taps + (all << 2) + STEP_X;
  const strips = sums + roundUp(maps, ROWS) * next;
  // of the weights, from map to map, and from plane to plane
  const across = (back ? all : c * all) << 2;
  const along = (back ? c * all : all) << 2;
  const once = fuses();
  const crops: bool = GENERAL && !back && !alone && parts === 1
    && finite(wt, STEP_W, (maps * planes * all + ROWS - 1) / ROWS);
  const atOnce = alone ? 1 : LANES;
  for (let i = 0; i < n; i += atOnce) {
    let source = from + (i * planes * sourceRows * sourceColumns << 2);
    const lanes = min(LANES, n - i);
    if (alone) spread(source, scratch, planes, sourceRows, sourceColumns, top, left, rows, parts, pitch);
    for (let plane = 0; plane < planes && !alone; plane++, source += size << 2) {
      const at = scratch + plane * STEP_X;
      if (GENERAL && parts > 1) {
        for (let r = 0; r < rows; r++) {
          for (let part = 0; part < min(parts, columns); part++) {
            const first = back ? size - 1 - r * columns - part : r * columns + part;
            pack(
              source + (first << 2), planes * size << 2, (back ? -parts : parts) << 2, lanes,
              (columns - part + parts - 1) / parts, at + (r * line + part * pitch) * place, planes * LANES,
            );
          }
        }
      } else {
        const first = at + (back ? size - 1 : 0) * place;
        pack(source, planes * size << 2, 4, lanes, size, first, (back ? -1 : 1) * planes * LANES);
      }
    }
    // the rows and columns that are not blank in all eight
    let y1 = 0;
    let y2 = rows;
    let x1 = 0;
    let x2 = columns;
    if (crops) {
      const bytes = line * place;
      while (y1 < y2 && blank(scratch + y1 * bytes, bytes, 1, 0)) y1++;
      while (y1 < y2 && blank(scratch + (y2 - 1) * bytes, bytes, 1, 0)) y2--;
      const top = scratch + y1 * bytes;
      while (x1 < x2 && blank(top + x1 * place, place, y2 - y1, bytes)) x1++;
      while (x1 < x2 && blank(top + (x2 - 1) * place, place, y2 - y1, bytes)) x2--;
    }
    let k = strips;
    for (let part = 0; part < partsY * partsX; part++) {
      const y0 = GENERAL ? part / partsX : 0;
      const x0 = GENERAL ? part % partsX : 0;
      const ky0 = GENERAL && back ? firstTap(y0 + ph, kh, tapDown(), partsY) : 0;
      const kx0 = GENERAL && back ? firstTap(x0 + pw, kw, tapRight(), partsX) : 0;
      const tapsY = (kh - ky0 + nextY - 1) / nextY;
      const tapsX = (kw - kx0 + nextX - 1) / nextX;
      // where place 0 of this part has its first tap; g lies in reverse unless it is alone
      let startY = back ? (y0 + ph - ky0 * tapDown()) / partsY : -ph;
      let startX = back ? (x0 + pw - kx0 * tapRight()) / partsX : -pw;
      const reversed = back && !alone;
      startY = reversed ? rows - 1 - startY : startY - top;
      startX = reversed ? columns - 1 - startX : startX - left;
      let tap = taps;
      for (let ky = 0; ky < tapsY; ky++) {
        const row = (back && alone ? -ky : ky) * slopeY * line;
        if (!alone) store<i32>(taps + (ky << 2), row * place);
        for (let kx = 0; alone && kx < tapsX; kx++, tap += 4) {
          const column = startX + (back ? -kx : kx) * slopeX;
          store<i32>(tap, row + column % parts * pitch + column / parts << 2);
        }
      }
      const first = k;
      for (let ky = ky0; ky < kh; ky += nextY) {
        for (let kx = kx0; kx < kw; kx += nextX, k += stepW) {
          if (i) continue;
          const weight = wt + (ky * kw + kx << 2);
          for (let m = 0, packed = k; m < maps; m += ROWS, packed += stripW) {
            pack(weight + m * across, across, along, min(ROWS, maps - m), planes, packed, ROWS);
          }
        }
      }
      for (let y = y0; y < height; y += partsY) {
        const row = startY + (reversed ? -(y / partsY) : back ? y / partsY : y * strideY);
        let fromY = tapsBefore(y1 - row, slopeY);
        let toY = min(tapsY, tapsBefore(y2 - row, slopeY));
        if (alone) {
          fromY = 0;
          toY = tapsY;
        }
        let z = sums + y * blocks * STEP_X + x0 * (alone ? blocks / partsX : 1) * STEP_X;
        for (let x = x0; x < width; x += partsX * (alone ? LANES : 1)) {
          let fromX = 0;
          let run = tapsX;
          let col = x / partsX;
          if (!alone) {
            const column = startX + (back ? -col : x * strideX);
            fromX = tapsBefore(x1 - column, slopeX);
            run = min(tapsX, tapsBefore(x2 - column, slopeX)) - fromX;
            col = column + fromX * slopeX;
            if (GENERAL && parts > 1) col = col % parts * pitch + col / parts;
          }
          const at = scratch + (row * line + col) * place;
          const lines = taps + fromY * (alone ? tapsX : 1) * 4;
          const steps = max(toY - fromY, 0) * run * planes;
          let s = first + (fromY * tapsX + fromX) * stepW;
          let t = z;
          const bytes = alone ? planes * stepX : run * place;
          const skip = (tapsX - run) * stepW;
          for (let m = 0; m < maps; m += ROWS) {
            if (maps - m < 5) four(s, STEP_W, at, stepX, bytes, lines, steps, skip, t, next);
            else strip(once, s, STEP_W, at, stepX, bytes, lines, steps, skip, t, next);
            s += stripW;
            t += next * ROWS;
          }
          z += alone ? STEP_X : STEP_X * partsX;
        }
      }
      if (!GENERAL) break;
    }
    let target = to + (i * maps * area << 2);
    for (let m = 0, z = sums; m < maps; m++, z += next, target += area << 2) {
      if (bias) {
        const b = v128.load_splat<f32>(bias + (m << 2));
        for (let p = z; p < z + next; p += 16) v128.store(p, f32x4.add(v128.load(p), b));
      }
      if (!alone) {
        pack(z, STEP_X, 4, area, lanes, target, maps * area);
      } else {
        for (let y = 0; y < height; y++) {
          const row = z + y * blocks * STEP_X;
          const end = target + (y * width << 2);
          if (partsX === 1) {
            for (let x = 0; x < width; x += 4) {
              if (x > width - 4) x = max(width - 4, 0); // fewer are written beyond, and written over
              v128.store(end + (x << 2), v128.load(row + (x << 2)));
            }
          } else {
            for (let x = 0; x < width; x++) {
              store<f32>(end + (x << 2), load<f32>(row + (x % partsX * (blocks / partsX) * LANES + x / partsX << 2)));
            }
          }
        }
      }
    }
  }
}

export function conv(x: usize, wt: usize, b: usize, y: usize, scratch: usize, n: i32): void {
  correlate(false, x, wt, b, y, scratch, n);
}

export function convGradInput(g: usize, wt: usize, dx: usize, scratch: usize, n: i32): void {
  correlate(true, g, wt, 0, dx, scratch, n);
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
