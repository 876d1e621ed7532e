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

/** Visit each place of the output: where it reads, and with what share, each corner of a cell. */
function eachPlace(
  call: Call,
  visit: (n: number, k: number, x: Place, y: Place, corners: [number, number][]) => void,
) {
  const { f32, args } = call;
  const { input, grid } = call.in;
  const [h, w] = input.shape.slice(2);
  const [n, oh, ow] = grid.shape;
  const nearest = args.interpolation_mode === NEAREST;
  const whole = (at: number) =>
    Math.round(at) - (Math.abs(at % 1) === 0.5 && Math.round(at) % 2 ? 1 : 0);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < oh * ow; k++) {
      const from = grid.at + (i * oh * ow + k) * 2;
      const x = placeOf(f32[from], w, args.padding_mode, args.align_corners);
      const y = placeOf(f32[from + 1], h, args.padding_mode, args.align_corners);
      const [left, top] = nearest
        ? [whole(x.at), whole(y.at)]
        : [Math.floor(x.at), Math.floor(y.at)];
      const corners: [number, number][] = nearest
        ? [[left, top]]
        : [
            [left, top],
            [left + 1, top],
            [left, top + 1],
            [left + 1, top + 1],
          ];
      visit(i, k, x, y, corners);
    }
  }
}

/** The share of a corner: of a cell's, the nearer has the more. */
const share = (call: Call, x: Place, y: Place, [cx, cy]: [number, number]) =>
  call.args.interpolation_mode === NEAREST
    ? 1
    : (1 - Math.abs(x.at - cx)) * (1 - Math.abs(y.at - cy));

const inside = (call: Call, [cx, cy]: [number, number]) => {
  const [h, w] = call.in.input.shape.slice(2);
  return cx >= 0 && cx < w && cy >= 0 && cy < h;
};

const sample: Bind = ordered((call) => {
  const { f32, y: out } = call;
  const { input } = call.in;
  const [, c, h, w] = input.shape;
  const area = out.shape[2] * out.shape[3];
  return () => {
    f32.fill(0, out.at, out.at + out.numel);
    eachPlace(call, (n, k, x, y, corners) => {
      for (const corner of corners) {
        if (!inside(call, corner)) continue;
        const part = share(call, x, y, corner);
        const place = corner[1] * w + corner[0];
        for (let ch = 0; ch < c; ch++) {
          const plane = n * c + ch;
          f32[out.at + plane * area + k] += part * f32[input.at + plane * h * w + place];
        }
      }
    });
  };
});

const sampleBackward: Bind = ordered((call) => {
  const { f32 } = call;
  const { input, grad_output: g } = call.in;
  const [dx, dgrid] = call.out;
  const [, c, h, w] = input.shape;
  const area = g.shape[2] * g.shape[3];
  const nearest = call.args.interpolation_mode === NEAREST;
  return () => {
    if (dx) f32.fill(0, dx.at, dx.at + dx.numel);
    eachPlace(call, (n, k, x, y, corners) => {
      let [gx, gy] = [0, 0];
      for (const corner of corners) {
        if (!inside(call, corner)) continue;
        const part = share(call, x, y, corner);
        const place = corner[1] * w + corner[0];
        const along = (corner[0] > x.at ? 1 : -1) * (1 - Math.abs(y.at - corner[1]));
        const down = (corner[1] > y.at ? 1 : -1) * (1 - Math.abs(x.at - corner[0]));
        for (let ch = 0; ch < c; ch++) {
          const plane = n * c + ch;
          const slope = f32[g.at + plane * area + k];
          if (dx) f32[dx.at + plane * h * w + place] += part * slope;
          const value = f32[input.at + plane * h * w + place] * slope;
          gx += along * value;
          gy += down * value;
        }
      }
      if (!dgrid) return;
      const to = dgrid.at + (n * area + k) * 2;
      f32[to] = nearest ? 0 : gx * x.slope;
      f32[to + 1] = nearest ? 0 : gy * y.slope;
    });
  };
});

export const grid: Operations = {
  grid_sampler_2d: sample,
  grid_sampler_2d_backward: sampleBackward,
};
