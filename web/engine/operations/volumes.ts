// The largest and the mean of each window of volumes, and their gradients.

import type { Tensor } from "../tensor";
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
  const size = x.shape.slice(-3).reduce((p, s) => p * s, 1);
  for (let k = 0; k < y.numel; k++) {
    const volume = Math.floor(k / all.length);
    visit(y.at + k, all[k % all.length], x.at + volume * size);
  }
}

const divisorOf = ({ args }: Call, { places, counted }: Window): number =>
  args.divisor_override ?? ((args.count_include_pad ?? true) ? counted : places.length);

const mean: Bind = ordered((call) => {
  const { f32, y } = call;
  const x = call.in.self;
  const all = windows(call, x, y);
  return () =>
    eachWindow(all, x, y, (at, window, volume) => {
      let sum = 0;
      for (const place of window.places) sum += f32[volume + place];
      f32[at] = sum / divisorOf(call, window);
    });
});

const meanBackward: Bind = ordered((call) => {
  const { f32, y } = call;
  const g = call.in.grad_output;
  const all = windows(call, y, g);
  return () => {
    f32.fill(0, y.at, y.at + y.numel);
    eachWindow(all, y, g, (at, window, volume) => {
      const share = f32[at] / divisorOf(call, window);
      for (const place of window.places) f32[volume + place] += share;
    });
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
  const volume = (t: Tensor) => t.shape.slice(-3).reduce((p, s) => p * s, 1);
  const [size, area] = [volume(y), volume(g)];
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
