// Images read at places that another tensor names, and the gradients of both.

import { type Bind, type Call, type Operations, ordered } from "./operation";

/** As aten numbers them: how numbers between places are made, and what lies outside. */
const NEAREST = 1;
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

/** Of each place of the output six numbers: where it reads, how that moves with the grid, its cell. */
const EACH = 6;

/** Where every place of the output reads, and the cell of four places, or the one, around that. */
function locate({ f32, args, in: { input, grid } }: Call, cells: Float64Array) {
  const [h, w] = input.shape.slice(2);
  const { padding_mode: padding, align_corners: corners } = args;
  const nearest = args.interpolation_mode === NEAREST;
  const whole = (at: number) =>
    Math.round(at) - (Math.abs(at % 1) === 0.5 && Math.round(at) % 2 ? 1 : 0);
  for (let k = 0, to = 0; k < grid.numel; k += 2, to += EACH) {
    const x = placeOf(f32[grid.at + k], w, padding, corners);
    const y = placeOf(f32[grid.at + k + 1], h, padding, corners);
    cells[to] = x.at;
    cells[to + 1] = y.at;
    cells[to + 2] = x.slope;
    cells[to + 3] = y.slope;
    cells[to + 4] = nearest ? whole(x.at) : Math.floor(x.at);
    cells[to + 5] = nearest ? whole(y.at) : Math.floor(y.at);
  }
}

const sample: Bind = ordered((call) => {
  const { f32, y: out } = call;
  const { input, grid } = call.in;
  const [n, c, h, w] = input.shape;
  const area = out.shape[2] * out.shape[3];
  const nearest = call.args.interpolation_mode === NEAREST;
  const cells = new Float64Array((grid.numel / 2) * EACH);
  return () => {
    f32.fill(0, out.at, out.at + out.numel);
    locate(call, cells);
    for (let i = 0, cell = 0; i < n; i++) {
      for (let k = 0; k < area; k++, cell += EACH) {
        for (let corner = 0; corner < (nearest ? 1 : 4); corner++) {
          const cx = cells[cell + 4] + (corner & 1);
          const cy = cells[cell + 5] + (corner >> 1);
          if (!(cx >= 0 && cx < w && cy >= 0 && cy < h)) continue;
          // of a cell's corners the nearer has the more
          const part = (1 - Math.abs(cells[cell] - cx)) * (1 - Math.abs(cells[cell + 1] - cy));
          let from = input.at + i * c * h * w + cy * w + cx;
          let to = out.at + i * c * area + k;
          for (let ch = 0; ch < c; ch++, from += h * w, to += area) {
            f32[to] += (nearest ? 1 : part) * f32[from];
          }
        }
      }
    }
  };
});

const sampleBackward: Bind = ordered((call) => {
  const { f32 } = call;
  const { input, grid, grad_output: g } = call.in;
  const [dx, dgrid] = call.out;
  const [n, c, h, w] = input.shape;
  const area = g.shape[2] * g.shape[3];
  const nearest = call.args.interpolation_mode === NEAREST;
  const cells = new Float64Array((grid.numel / 2) * EACH);
  return () => {
    if (dx) f32.fill(0, dx.at, dx.at + dx.numel);
    locate(call, cells);
    for (let i = 0, cell = 0; i < n; i++) {
      for (let k = 0; k < area; k++, cell += EACH) {
        let gx = 0;
        let gy = 0;
        for (let corner = 0; corner < (nearest ? 1 : 4); corner++) {
          const cx = cells[cell + 4] + (corner & 1);
          const cy = cells[cell + 5] + (corner >> 1);
          if (!(cx >= 0 && cx < w && cy >= 0 && cy < h)) continue;
          const beside = 1 - Math.abs(cells[cell] - cx);
          const below = 1 - Math.abs(cells[cell + 1] - cy);
          const along = cx > cells[cell] ? below : -below;
          const down = cy > cells[cell + 1] ? beside : -beside;
          let from = i * c * h * w + cy * w + cx;
          let slope = g.at + i * c * area + k;
          for (let ch = 0; ch < c; ch++, from += h * w, slope += area) {
            if (dx) f32[dx.at + from] += (nearest ? 1 : beside * below) * f32[slope];
            const value = f32[input.at + from] * f32[slope];
            gx += along * value;
            gy += down * value;
          }
        }
        if (!dgrid) continue;
        const to = dgrid.at + (i * area + k) * 2;
        f32[to] = nearest ? 0 : gx * cells[cell + 2];
        f32[to + 1] = nearest ? 0 : gy * cells[cell + 3];
      }
    }
  };
});

export const grid: Operations = {
  grid_sampler_2d: sample,
  grid_sampler_2d_backward: sampleBackward,
};
