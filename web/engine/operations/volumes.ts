// The largest and the mean of each window of volumes, and their gradients.

import { product, type Tensor } from "../tensor";
import { type Bind, type Call, each, type Operations, ordered } from "./operation";

/** The places of a window within the volume, and how many it has with its padding. */
interface Window {
  /** word of a place, counted from the start of its volume */
  places: number[];
  counted: number;
}

/** For each number of y within one volume of x, the window that it is made of. */
function windows({ args }: Call, x: Tensor, y: Tensor): Window[] {
  const kernel = each(args.kernel_size, 3, []);
  const [stride, padding] = [each(args.stride, 3, kernel), each(args.padding, 3, [0, 0, 0])];
  const dilation = each(args.dilation, 3, [1, 1, 1]);
  const [size, out] = [x.shape.slice(-3), y.shape.slice(-3)];
  /** along one axis, for each window: its places inside, and how many it has with padding */
  const along = (a: number) =>
    Array.from({ length: out[a] }, (_, o) => {
      const start = o * stride[a] - padding[a];
      const taps = Array.from({ length: kernel[a] }, (_, k) => start + k * dilation[a]);
      const inside = taps.filter((at) => at >= 0 && at < size[a]);
      return { inside, counted: Math.min(start + kernel[a], size[a] + padding[a]) - start };
    });
  const [depths, rows, columns] = [along(0), along(1), along(2)];
  return depths.flatMap((d) =>
    rows.flatMap((r) =>
      columns.map((c) => ({
        places: d.inside.flatMap((i) =>
          r.inside.flatMap((j) => c.inside.map((k) => (i * size[1] + j) * size[2] + k)),
        ),
        counted: d.counted * r.counted * c.counted,
      })),
    ),
  );
}

/** Visit each number of y: its window, and where that one's volume starts in x. */
function eachWindow(
  all: Window[],
  x: Tensor,
  y: Tensor,
  visit: (at: number, window: Window, volume: number) => void,
) {
  const size = volumeOf(x);
  for (let k = 0; k < y.numel; k++) {
    const volume = Math.floor(k / all.length);
    visit(y.at + k, all[k % all.length], x.at + volume * size);
  }
}

/** All windows' places one after another, and where those of each begin. */
function listed(all: Window[]): { places: Int32Array; from: Int32Array } {
  const places = Int32Array.from(all.flatMap((window) => window.places));
  const from = new Int32Array(all.length + 1);
  for (let o = 0; o < all.length; o++) from[o + 1] = from[o] + all[o].places.length;
  return { places, from };
}

/** What the sum of each window is divided by. */
const divisorsOf = ({ args }: Call, all: Window[]) =>
  Float64Array.from(all, ({ places, counted }) => {
    return args.divisor_override ?? ((args.count_include_pad ?? true) ? counted : places.length);
  });

const volumeOf = (t: Tensor) => product(t.shape.slice(-3));

const mean: Bind = ordered((call) => {
  const { f32, y } = call;
  const x = call.in.self;
  const all = windows(call, x, y);
  const { places, from } = listed(all);
  const divisors = divisorsOf(call, all);
  const size = volumeOf(x);
  return () => {
    for (let to = y.at, volume = x.at; to < y.at + y.numel; volume += size) {
      for (let o = 0; o < divisors.length; o++, to++) {
        let sum = 0;
        for (let p = from[o]; p < from[o + 1]; p++) sum += f32[volume + places[p]];
        f32[to] = sum / divisors[o];
      }
    }
  };
});

const meanBackward: Bind = ordered((call) => {
  const { f32, y } = call;
  const g = call.in.grad_output;
  const all = windows(call, y, g);
  const { places, from } = listed(all);
  const divisors = divisorsOf(call, all);
  const size = volumeOf(y);
  return () => {
    f32.fill(0, y.at, y.at + y.numel);
    for (let k = g.at, volume = y.at; k < g.at + g.numel; volume += size) {
      for (let o = 0; o < divisors.length; o++, k++) {
        const share = f32[k] / divisors[o];
        for (let p = from[o]; p < from[o + 1]; p++) f32[volume + places[p]] += share;
      }
    }
  };
});

const largest: Bind = ordered((call) => {
  const { f32, i32, y } = call;
  const x = call.in.self;
  const index = call.out[1];
  const all = windows(call, x, y);
  return () =>
    eachWindow(all, x, y, (at, { places }, volume) => {
      let best = places[0];
      for (const place of places) {
        const v = f32[volume + place];
        // NaN wins over every number, the last NaN over the others, as in torch
        if (v > f32[volume + best] || Number.isNaN(v)) best = place;
      }
      f32[at] = f32[volume + best];
      if (index) i32[index.at + at - y.at] = best;
    });
});

const largestBackward: Bind = ordered((call) => {
  const { f32, i32, y } = call;
  const { grad_output: g, indices } = call.in;
  const [size, area] = [volumeOf(y), volumeOf(g)];
  return () => {
    f32.fill(0, y.at, y.at + y.numel);
    for (let k = 0; k < g.numel; k++) {
      f32[y.at + Math.floor(k / area) * size + i32[indices.at + k]] += f32[g.at + k];
    }
  };
});

export const volumes: Operations = {
  avg_pool3d: mean,
  avg_pool3d_backward: meanBackward,
  max_pool3d_with_indices: largest,
  max_pool3d_with_indices_backward: largestBackward,
};
