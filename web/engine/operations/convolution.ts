// Convolution of rows and of images, and its gradients; a transposed one runs the other way round.

import type { Window } from "../kernels/types";
import type { Tensor } from "../tensor";
import { type Call, each, type Operations, ordered } from "./operation";

/** A list for each of `axes` as one for rows and columns: a row is an image of height 1. */
function pair(arg: number | number[] | undefined, axes: number, otherwise: number[], row: number) {
  const list = each(arg, axes, otherwise);
  return axes === 1 ? [row, list[0]] : list;
}

/** The geometry of a convolution or pooling over `axes` axes, from image x to image y. */
export function windowOf(
  args: Call["args"],
  x: Tensor,
  y: Tensor,
  kernel: number[],
  axes = 2,
): Window {
  const [h, w] = pair(x.shape.slice(-axes), axes, [], 1);
  const [oh, ow] = pair(y.shape.slice(-axes), axes, [], 1);
  const [kh, kw] = pair(kernel, axes, [], 1);
  const [sh, sw] = pair(args.stride, axes, kernel, 1);
  const [ph, pw] = pair(args.padding, axes, Array(axes).fill(0), 0);
  const [dh, dw] = pair(args.dilation, axes, Array(axes).fill(1), 1);
  const [n, c, o] = [x.shape[0], x.shape[1], y.shape[1]];
  return { n, c, h, w, o, oh, ow, kh, kw, sh, sw, ph, pw, dh, dw };
}

/** The three products of a convolution, each group of channels by itself. */
function passes(call: Call, x: Tensor, y: Tensor, weight: Tensor) {
  const { k, f32, args } = call;
  const { groups = 1, transposed = false } = args;
  const [image, map] = transposed ? [y, x] : [x, y];
  const kernel = weight.shape.slice(2);
  const whole = windowOf(args, image, map, kernel, kernel.length);
  const win = { ...whole, c: whole.c / groups, o: whole.o / groups };
  const [n, size, area] = [win.n, win.c * win.h * win.w, win.o * win.oh * win.ow];
  const scratch = call.scratch(k.convScratch(win));
  // the channels of a group stand apart: they are copied together
  const [images, maps] = groups > 1 ? [call.scratch(n * size), call.scratch(n * area)] : [0, 0];
  const move = (from: number, step: number, to: number, stride: number, length: number) => {
    for (let i = 0; i < n; i++, from += step, to += stride) f32.copyWithin(to, from, from + length);
  };
  type Pass = (image: number, map: number, group: number) => void;
  /** Run for each group, with a side that is read copied before, and one that is written after. */
  const forGroups = (readsImage: boolean, readsMap: boolean, at: number, to: number, run: Pass) => {
    if (groups === 1) return run(at, to, 0);
    for (let g = 0; g < groups; g++) {
      const [a, b] = [at + g * size, to + g * area];
      if (readsImage) move(a, size * groups, images, size, size);
      if (readsMap) move(b, area * groups, maps, area, area);
      run(images, maps, g);
      if (!readsImage) move(images, size, a, size * groups, size);
      if (!readsMap) move(maps, area, b, area * groups, area);
    }
  };
  const each = weight.numel / groups;
  return {
    toMap: (at: number, w: number, bias: number | null, to: number) =>
      forGroups(true, false, at, to, (x, y, g) =>
        k.conv(x, w + g * each, bias && bias + g * win.o, y, scratch, win),
      ),
    toImage: (at: number, w: number, to: number) =>
      forGroups(false, true, to, at, (x, y, g) =>
        k.convGradInput(y, w + g * each, x, scratch, win),
      ),
    toWeight: (map: number, image: number, to: number) =>
      forGroups(true, true, image, map, (x, y, g) =>
        k.convGradWeight(y, x, to + g * each, scratch, win),
      ),
  };
}

export const convolution: Operations = {
  convolution: ordered((call) => {
    const { input, weight, bias } = call.in;
    const { f32, y } = call;
    const products = passes(call, input, y, weight);
    if (!call.args.transposed) {
      return () => products.toMap(input.at, weight.at, bias?.at ?? null, y.at);
    }
    const [n, c] = y.shape;
    const inner = y.numel / (n * c);
    return () => {
      products.toImage(input.at, weight.at, y.at);
      if (!bias) return;
      for (let p = 0; p < n * c; p++) {
        const add = f32[bias.at + (p % c)];
        for (let i = y.at + p * inner; i < y.at + (p + 1) * inner; i++) f32[i] += add;
      }
    };
  }),

  convolution_backward: ordered((call) => {
    const [dx, dw, db] = call.out;
    const { grad_output: g, input: x, weight: w } = call.in;
    const { transposed = false } = call.args;
    const products = passes(call, x, g, w);
    const [map, image] = transposed ? [x, g] : [g, x];
    const plane = windowOf(call.args, g, g, w.shape.slice(2), w.shape.length - 2);
    return () => {
      if (dx && transposed) products.toMap(g.at, w.at, null, dx.at);
      else if (dx) products.toImage(g.at, w.at, dx.at);
      if (dw) products.toWeight(map.at, image.at, dw.at);
      if (db) call.k.convGradBias(g.at, db.at, plane);
    };
  }),
};
