// The plain kernels of images read at places that another tensor names.

const [BORDER, REFLECTION] = [1, 2];

interface Place {
  at: number;
  /** how it moves with the grid's number */
  slope: number;
}

/** From -1 … 1 to a place among `size`; `corners` puts ±1 at the outermost places' middles. */
function placeOf(x: number, size: number, padding: number, corners: boolean): Place {
  let at = corners ? ((x + 1) / 2) * (size - 1) : ((x + 1) * size - 1) / 2;
  let slope = corners ? (size - 1) / 2 : size / 2;
  if (padding === REFLECTION) {
    const low = corners ? 0 : -0.5;
    const span = corners ? size - 1 : size;
    if (span === 0) return { at: 0, slope: 0 };
    const off = Math.abs(at - low);
    if (at < low) slope = -slope;
    const [flips, rest] = [Math.floor(off / span), off % span];
    if (flips % 2) slope = -slope;
    at = (flips % 2 ? span - rest : rest) + low;
  }
  if (padding === BORDER || padding === REFLECTION) {
    if (!(at > 0 && at < size - 1)) slope = 0;
    at = Math.min(Math.max(at, 0), size - 1);
  }
  return { at, slope };
}

/** The shape of an image, how many places are read, and how. */
type How = [
  c: number,
  h: number,
  w: number,
  area: number,
  near: boolean,
  padding: number,
  corners: boolean,
];

/** The middle of two even numbers goes to the one that is, of others to the nearest. */
const whole = (at: number) =>
  Math.round(at) - (Math.abs(at % 1) === 0.5 && Math.round(at) % 2 ? 1 : 0);

/** Where a place reads: the four corners around it, or the one, with what each has of it. */
function* cornersOf(f: Float32Array, grid: number, [, h, w, , near, padding, corners]: How) {
  const x = placeOf(f[grid], w, padding, corners);
  const y = placeOf(f[grid + 1], h, padding, corners);
  const [left, top] = near ? [whole(x.at), whole(y.at)] : [Math.floor(x.at), Math.floor(y.at)];
  for (let corner = 0; corner < (near ? 1 : 4); corner++) {
    const [cx, cy] = [left + (corner & 1), top + (corner >> 1)];
    if (!(cx >= 0 && cx < w && cy >= 0 && cy < h)) continue;
    // of a cell's corners the nearer has the more
    const beside = 1 - Math.abs(x.at - cx);
    const below = 1 - Math.abs(y.at - cy);
    yield {
      at: cy * w + cx,
      part: near ? 1 : beside * below,
      // how that moves with the grid's numbers
      along: near ? 0 : (cx > x.at ? below : -below) * x.slope,
      down: near ? 0 : (cy > y.at ? beside : -beside) * y.slope,
    };
  }
}

export const grid = (f: Float32Array) => ({
  gridSample(x: number, grid: number, y: number, n: number, ...how: How) {
    const [c, h, w, area] = how;
    f.fill(0, y, y + n * c * area);
    for (let p = 0; p < n * area; p++) {
      const [image, k] = [Math.floor(p / area) * c, p % area];
      for (const { at, part } of cornersOf(f, grid + 2 * p, how)) {
        for (let ch = image; ch < image + c; ch++) {
          f[y + ch * area + k] += part * f[x + ch * h * w + at];
        }
      }
    }
  },

  gridSampleGrad(
    g: number,
    x: number,
    grid: number,
    dx: number | null,
    dgrid: number | null,
    n: number,
    ...how: How
  ) {
    const [c, h, w, area] = how;
    if (dx) f.fill(0, dx, dx + n * c * h * w);
    for (let p = 0; p < n * area; p++) {
      const [image, k] = [Math.floor(p / area) * c, p % area];
      let [gx, gy] = [0, 0];
      for (const { at, part, along, down } of cornersOf(f, grid + 2 * p, how)) {
        for (let ch = image; ch < image + c; ch++) {
          const [slope, from] = [f[g + ch * area + k], ch * h * w + at];
          if (dx) f[dx + from] += part * slope;
          gx += along * slope * f[x + from];
          gy += down * slope * f[x + from];
        }
      }
      if (!dgrid) continue;
      f[dgrid + 2 * p] = gx;
      f[dgrid + 2 * p + 1] = gy;
    }
  },
});
