// The poolings: the largest or the mean of each window, and their gradients.

/** The first maximum of a window in reading order and its place in the plane; NaN wins. */
export function maxPool(
  x: usize,
  y: usize,
  index: usize,
  planes: i32,
  h: i32,
  w: i32,
  oh: i32,
  ow: i32,
  kh: i32,
  kw: i32,
  sh: i32,
  sw: i32,
  ph: i32,
  pw: i32,
  dh: i32,
  dw: i32,
): void {
  const halves = kh === 2 && kw === 2 && sh === 2 && sw === 2 && dh === 1 && dw === 1;
  const fast = halves && !ph && !pw && 2 * oh <= h && 2 * ow <= w && ow >= 4;
  for (let plane = 0; plane < planes; plane++) {
    for (let oy = 0; oy < oh; oy++) {
      if (fast) {
        for (let ox = 0; ox < ow; ox += 4) {
          if (ox > ow - 4) ox = ow - 4;
          largestOfTwoByTwo(x, 2 * (oy * w + ox), w, y + ox * 4, index + ox * 4);
        }
      } else {
        for (let ox = 0; ox < ow; ox++) {
          let best: f32 = -Infinity;
          let where = -1;
          for (let ky = 0; ky < kh; ky++) {
            const iy = oy * sh - ph + ky * dh;
            if (iy < 0 || iy >= h) continue;
            for (let kx = 0; kx < kw; kx++) {
              const ix = ox * sw - pw + kx * dw;
              if (ix < 0 || ix >= w) continue;
              const v = load<f32>(x + ((iy * w + ix) << 2));
              if (where < 0 || v > best || v !== v) {
                best = v;
                where = iy * w + ix;
              }
            }
          }
          store<f32>(y + ox * 4, best);
          store<i32>(index + ox * 4, where);
        }
      }
      y += ow << 2;
      index += ow << 2;
    }
    x += (h * w) << 2;
  }
}

/** Four neighbouring 2×2 windows at once; the first starts at place `at` of plane x. */
function largestOfTwoByTwo(x: usize, at: i32, w: i32, y: usize, index: usize): void {
  const top = x + (at << 2);
  const low = top + (w << 2);
  const t0 = v128.load(top);
  const t1 = v128.load(top, 16);
  const l0 = v128.load(low);
  const l1 = v128.load(low, 16);
  let best = v128.shuffle<f32>(t0, t1, 0, 2, 4, 6);
  let where = i32x4.add(i32x4.splat(at), i32x4(0, 2, 4, 6));
  const start = where;

  let v = v128.shuffle<f32>(t0, t1, 1, 3, 5, 7);
  let wins = v128.or(f32x4.gt(v, best), f32x4.ne(v, v));
  best = v128.bitselect(v, best, wins);
  where = v128.bitselect(i32x4.add(start, i32x4.splat(1)), where, wins);

  v = v128.shuffle<f32>(l0, l1, 0, 2, 4, 6);
  wins = v128.or(f32x4.gt(v, best), f32x4.ne(v, v));
  best = v128.bitselect(v, best, wins);
  where = v128.bitselect(i32x4.add(start, i32x4.splat(w)), where, wins);

  v = v128.shuffle<f32>(l0, l1, 1, 3, 5, 7);
  wins = v128.or(f32x4.gt(v, best), f32x4.ne(v, v));
  v128.store(y, v128.bitselect(v, best, wins));
  v128.store(index, v128.bitselect(i32x4.add(start, i32x4.splat(w + 1)), where, wins));
}

/** Each gradient goes back to the place that won its window. */
export function maxPoolGrad(
  g: usize,
  index: usize,
  dx: usize,
  planes: i32,
  inputs: i32,
  places: i32,
): void {
  memory.fill(dx, 0, (planes * inputs) << 2);
  for (let plane = 0; plane < planes; plane++) {
    for (let p = 0; p < places; p++) {
      const at = dx + (load<i32>(index) << 2);
      store<f32>(at, load<f32>(at) + load<f32>(g));
      g += 4;
      index += 4;
    }
    dx += inputs << 2;
  }
}

/** The mean of each window; padding counts as zeros if `counted`; a divisor above 0 rules. */
export function avgPool(
  x: usize,
  y: usize,
  planes: i32,
  h: i32,
  w: i32,
  oh: i32,
  ow: i32,
  kh: i32,
  kw: i32,
  sh: i32,
  sw: i32,
  ph: i32,
  pw: i32,
  counted: bool,
  divisor: i32,
): void {
  means(x, y, false, planes, h, w, oh, ow, kh, kw, sh, sw, ph, pw, counted, divisor);
}

/** Each place of a window gets an equal share of its gradient. */
export function avgPoolGrad(
  g: usize,
  dx: usize,
  planes: i32,
  h: i32,
  w: i32,
  oh: i32,
  ow: i32,
  kh: i32,
  kw: i32,
  sh: i32,
  sw: i32,
  ph: i32,
  pw: i32,
  counted: bool,
  divisor: i32,
): void {
  memory.fill(dx, 0, (planes * h * w) << 2);
  means(dx, g, true, planes, h, w, oh, ow, kh, kw, sh, sw, ph, pw, counted, divisor);
}

/** Visit every window: its mean from x to y, or `back` its share from y to x. */
function means(
  x: usize,
  y: usize,
  back: bool,
  planes: i32,
  h: i32,
  w: i32,
  oh: i32,
  ow: i32,
  kh: i32,
  kw: i32,
  sh: i32,
  sw: i32,
  ph: i32,
  pw: i32,
  counted: bool,
  divisor: i32,
): void {
  for (let plane = 0; plane < planes; plane++) {
    for (let oy = 0; oy < oh; oy++) {
      const y0 = oy * sh - ph;
      const y1 = min(y0 + kh, h + ph);
      const top = max(y0, 0);
      const bottom = min(y1, h);
      for (let ox = 0; ox < ow; ox++) {
        const x0 = ox * sw - pw;
        const x1 = min(x0 + kw, w + pw);
        const left = max(x0, 0);
        const right = min(x1, w);
        const inside = counted ? (y1 - y0) * (x1 - x0) : (bottom - top) * (right - left);
        const count = <f32>(divisor > 0 ? divisor : inside);
        let sum: f32 = 0;
        const share = load<f32>(y) / count;
        for (let iy = top; iy < bottom; iy++) {
          for (let ix = left; ix < right; ix++) {
            const at = x + ((iy * w + ix) << 2);
            if (back) store<f32>(at, load<f32>(at) + share);
            else sum += load<f32>(at);
          }
        }
        if (!back) store<f32>(y, sum / count);
        y += 4;
      }
    }
    x += (h * w) << 2;
  }
}
