// Images read at places that another tensor names, between their numbers or at the nearest one, and the
// gradients of both.

/** As aten numbers what lies outside. */
const ZEROS: i32 = 0;
const REFLECTION: i32 = 2;

/** How the last place moves with the grid's number. */
let slope: f64 = 0;

/** From -1 … 1 to a place among `size`; `corners` puts ±1 at the outermost places' middles. */
// @ts-ignore: decorator
@inline
function placeOf(x: f64, size: i32, padding: i32, corners: bool): f64 {
  const last = <f64>(size - 1);
  let at = corners ? (x + 1) / 2 * last : ((x + 1) * size - 1) / 2;
  slope = (corners ? last : <f64>size) / 2;
  if (padding === ZEROS) return at;
  if (padding === REFLECTION) {
    const low: f64 = corners ? 0 : -0.5;
    const span: f64 = corners ? last : size;
    if (span === 0) {
      slope = 0;
      return 0;
    }
    if (at < low) slope = -slope;
    const off = abs(at - low);
    const flips = floor(off / span);
    const rest = off - flips * span;
    const odd = flips - 2 * floor(flips / 2) === 1;
    if (odd) slope = -slope;
    at = (odd ? span - rest : rest) + low;
  }
  if (!(at > 0 && at < last)) slope = 0;
  return min(max(at, 0), last);
}

// Where the place at work reads: the cell's first corner, in bytes from where a plane begins, which of its
// corners are within, a bit for each; how far into the cell it lies; and how that moves with the grid.
let start: i32 = 0;
let corner: i32 = 0;
let beside: f64 = 0;
let below: f64 = 0;
let slopeX: f64 = 0;
let slopeY: f64 = 0;

function locate(grid: usize, h: i32, w: i32, near: bool, padding: i32, corners: bool): void {
  let x = placeOf(load<f32>(grid), w, padding, corners);
  slopeX = slope;
  let y = placeOf(load<f32>(grid, 4), h, padding, corners);
  slopeY = slope;
  if (near) {
    x = nearest(x);
    y = nearest(y);
  }
  corner = 0;
  if (!(x >= -1 && x < w && y >= -1 && y < h)) return;
  const left = <i32>floor(x);
  const top = <i32>floor(y);
  beside = x - left;
  below = y - top;
  start = top * w + left << 2;
  const columns = i32(left >= 0) | i32(!near && left + 1 < w) << 1;
  corner = (top >= 0 ? columns : 0) | (!near && top + 1 < h ? columns << 2 : 0);
}

/** The number at a corner, 0 outside. */
// @ts-ignore: decorator
@inline
function value(from: usize, bit: i32): f64 {
  return corner & bit ? load<f32>(from) : 0;
}

/** y: of n images of c planes h×w at `area` places each. */
export function gridSample(
  x: usize, grid: usize, y: usize,
  n: i32, c: i32, h: i32, w: i32, area: i32, near: bool, padding: i32, corners: bool,
): void {
  const down = w << 2;
  for (let i = 0; i < n; i++, x += c * h * down, y += c * area << 2) {
    for (let k = 0; k < area; k++, grid += 8) {
      locate(grid, h, w, near, padding, corners);
      let from = x + start;
      let to = y + (k << 2);
      for (let ch = 0; ch < c; ch++, from += h * down, to += area << 2) {
        let upper: f64 = 0;
        let lower: f64 = 0;
        if (corner & 3) upper = value(from, 1) * (1 - beside) + value(from + 4, 2) * beside;
        if (corner & 12) lower = value(from + down, 4) * (1 - beside) + value(from + down + 4, 8) * beside;
        store<f32>(to, <f32>(upper * (1 - below) + lower * below));
      }
    }
  }
}

// @ts-ignore: decorator
@inline
function add(to: usize, bit: i32, part: f64): void {
  if (corner & bit) store<f32>(to, <f32>(load<f32>(to) + part));
}

/** The gradients of it, to the images and to the grid, each unless its address is 0. */
export function gridSampleGrad(
  g: usize, x: usize, grid: usize, dx: usize, dgrid: usize,
  n: i32, c: i32, h: i32, w: i32, area: i32, near: bool, padding: i32, corners: bool,
): void {
  const down = w << 2;
  if (dx) memory.fill(dx, 0, n * c * h * down);
  for (let i = 0; i < n; i++, g += c * area << 2) {
    for (let k = 0; k < area; k++, grid += 8) {
      locate(grid, h, w, near, padding, corners);
      let from = i * c * h * down + start;
      let at = g + (k << 2);
      let gx: f64 = 0;
      let gy: f64 = 0;
      for (let ch = 0; corner && ch < c; ch++, from += h * down, at += area << 2) {
        const s = <f64>load<f32>(at);
        if (dx) {
          add(dx + from, 1, s * (1 - beside) * (1 - below));
          add(dx + from + 4, 2, s * beside * (1 - below));
          add(dx + from + down, 4, s * (1 - beside) * below);
          add(dx + from + down + 4, 8, s * beside * below);
        }
        if (near || !dgrid) continue;
        const p = value(x + from, 1);
        const q = value(x + from + 4, 2);
        const r = value(x + from + down, 4);
        const t = value(x + from + down + 4, 8);
        gx += s * ((q - p) * (1 - below) + (t - r) * below);
        gy += s * ((r - p) * (1 - beside) + (t - q) * beside);
      }
      if (!dgrid) continue;
      store<f32>(dgrid, <f32>(near ? 0 : gx * slopeX));
      store<f32>(dgrid, <f32>(near ? 0 : gy * slopeY), 4);
      dgrid += 8;
    }
  }
}
