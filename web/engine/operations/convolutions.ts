// Convolutions of rows, images and volumes, in groups of channels, and transposed ones, which run the
// other way round: all of them by the products of a plain convolution.

import { type Tensor, tensor } from "../tensor";
import { convolution, windowOf } from "./convolution";
import { type Bind, type Call, copy, each, type Operations, ordered } from "./operation";
import { view } from "./parts";

const zeros = (n: number) => Array<number>(n).fill(0);
const ones = (n: number) => Array<number>(n).fill(1);

/** A row as an image of height 1. */
const asImage = (t: Tensor) => view(t, t.at, [...t.shape.slice(0, 2), 1, t.shape[2]], []);

/**
 * A side of the convolution as a batch of images. A volume's planes are images; of the side that the
 * kernel moves over, each with all the planes under the kernel for channels.
 */
interface Side {
  images: Tensor;
  /** from the volume to the images, and, with overlaps added up, back */
  read: () => void;
  write: () => void;
}

/** Channel (c, kd) of image (n, od) is plane od · stride - padding + kd · dilation of channel c. */
function planesUnder(call: Call, t: Tensor, depth: number, kd: number): Side {
  const { f32, args } = call;
  const [n, c, d, h, w] = t.shape;
  const [stride] = each(args.stride, 3, ones(3));
  const [padding] = each(args.padding, 3, zeros(3));
  const [dilation] = each(args.dilation, 3, ones(3));
  const size = h * w;
  const images = tensor(call.scratch(n * depth * c * kd * size), [n * depth, c * kd, h, w]);
  const visit = (run: (plane: number | null, image: number) => void) => {
    for (let k = 0; k < images.numel / size; k++) {
      const [tap, channel] = [k % kd, Math.floor(k / kd) % c];
      const image = Math.floor(k / (kd * c));
      const plane = (image % depth) * stride - padding + tap * dilation;
      const sample = Math.floor(image / depth);
      const at = t.at + ((sample * c + channel) * d + plane) * size;
      run(plane >= 0 && plane < d ? at : null, images.at + k * size);
    }
  };
  return {
    images,
    read: () =>
      visit((plane, image) => {
        if (plane === null) f32.fill(0, image, image + size);
        else f32.copyWithin(image, plane, plane + size);
      }),
    write: () => {
      f32.fill(0, t.at, t.at + t.numel);
      visit((plane, image) => {
        if (plane === null) return;
        for (let i = 0; i < size; i++) f32[plane + i] += f32[image + i];
      });
    },
  };
}

/** Image (n, d) has plane d of all channels. */
function planesOf(call: Call, t: Tensor): Side {
  const [n, c, d, h, w] = t.shape;
  const images = tensor(call.scratch(t.numel), [n * d, c, h, w]);
  const size = h * w;
  const turned = view(images, images.at, t.shape, [d * c * size, size, c * size, w, 1]);
  return { images, read: copy(call, t, turned), write: copy(call, turned, t) };
}

const none = () => {};

/** The image that the kernel moves over, its map, and a window from one to the other. */
function sides(call: Call, large: Tensor, small: Tensor, kernel: number[]) {
  const axes = kernel.length;
  const pair = (arg: number | number[], otherwise: number[], row: number) => {
    const list = each(arg, axes, otherwise);
    return axes === 1 ? [row, list[0]] : list.slice(-2);
  };
  const { args } = call;
  const flat = {
    stride: pair(args.stride, ones(axes), 1),
    padding: pair(args.padding, zeros(axes), 0),
    dilation: pair(args.dilation, ones(axes), 1),
  };
  const still = (images: Tensor): Side => ({ images, read: none, write: none });
  let [image, map] = [still(large), still(small)];
  if (axes === 1) [image, map] = [still(asImage(large)), still(asImage(small))];
  if (axes === 3) {
    image = planesUnder(call, large, small.shape[2], kernel[0]);
    map = planesOf(call, small);
  }
  const [kh, kw] = axes === 1 ? [1, kernel[0]] : kernel.slice(-2);
  return { image, map, win: windowOf(flat, image.images, map.images, [kh, kw]) };
}

/** The three products of a convolution, each group of channels by itself. */
function products(call: Call, large: Tensor, small: Tensor, weight: Tensor) {
  const { k, f32, args } = call;
  const { groups } = args;
  const { image, map, win: whole } = sides(call, large, small, weight.shape.slice(2));
  const deep = groups > 1 && whole.c === groups && whole.o === groups;
  const win = deep ? whole : { ...whole, c: whole.c / groups, o: whole.o / groups };
  const [n, size, area] = [win.n, win.c * win.h * win.w, win.o * win.oh * win.ow];
  const scratch = call.scratch((deep ? k.depthwiseScratch : k.convScratch)(win));
  // the channels of a group stand apart: they are copied together
  const alone = deep || groups === 1;
  const [images, maps] = alone ? [0, 0] : [call.scratch(n * size), call.scratch(n * area)];
  const move = (from: number, step: number, to: number, stride: number, length: number) => {
    for (let i = 0; i < n; i++, from += step, to += stride) f32.copyWithin(to, from, from + length);
  };
  const each = weight.numel / groups;
  type Product = (x: number, y: number, w: number, group: number) => void;
  /** Run for each group of the weight at `w`; `written` is the side that comes of it. */
  const run = (written: Side | null, w: number, product: Product) => {
    if (written !== image) image.read();
    if (written !== map) map.read();
    const [x, y] = [image.images.at, map.images.at];
    if (alone) product(x, y, w, 0);
    else {
      for (let g = 0; g < groups; g++) {
        const [a, b] = [x + g * size, y + g * area];
        if (written !== image) move(a, size * groups, images, size, size);
        if (written !== map) move(b, area * groups, maps, area, area);
        product(images, maps, w + g * each, g);
        if (written === image) move(images, size, a, size * groups, size);
        if (written === map) move(maps, area, b, area * groups, area);
      }
    }
    written?.write();
  };
  const weightAlone: typeof k.depthwiseGradWeight = (g, x, dw, room, geometry) =>
    k.convGradWeight(g, x, dw, null, room, geometry);
  const [conv, gradInput, gradWeight] = deep
    ? [k.depthwise, k.depthwiseGradInput, k.depthwiseGradWeight]
    : [k.conv, k.convGradInput, weightAlone];
  return {
    toMap: (w: number, bias: number | null) =>
      run(map, w, (x, y, part, g) => conv(x, part, bias && bias + g * win.o, y, scratch, win)),
    toImage: (w: number) => run(image, w, (x, y, part) => gradInput(y, part, x, scratch, win)),
    toWeight: (w: number) => run(null, w, (x, y, part) => gradWeight(y, x, part, scratch, win)),
  };
}

/** Add each channel's bias to all its places. */
function addBias({ f32 }: Call, bias: Tensor, y: Tensor) {
  const [n, c] = y.shape;
  const inner = y.numel / (n * c);
  for (let p = 0; p < n * c; p++) {
    const add = f32[bias.at + (p % c)];
    for (let i = y.at + p * inner; i < y.at + (p + 1) * inner; i++) f32[i] += add;
  }
}

const forward: Bind = ordered((call) => {
  const { input, weight, bias } = call.in;
  const { y } = call;
  if (!call.args.transposed) {
    const { toMap } = products(call, input, y, weight);
    return () => toMap(weight.at, bias?.at ?? null);
  }
  const { toImage } = products(call, y, input, weight);
  return () => {
    toImage(weight.at);
    if (bias) addBias(call, bias, y);
  };
});

const backward: Bind = ordered((call) => {
  const [dx, dw, db] = call.out;
  const { grad_output: g, input: x, weight: w } = call.in;
  const { transposed } = call.args;
  const [n, o] = g.shape;
  const line = view(g, g.at, [n, o, 1, g.numel / (n * o)], []);
  const win = windowOf({}, line, line, [1, 1]);
  const towards = dx && (transposed ? products(call, g, dx, w) : products(call, dx, g, w));
  const { toWeight } = transposed ? products(call, g, x, w) : products(call, x, g, w);
  return () => {
    if (transposed) towards?.toMap(w.at, null);
    else towards?.toImage(w.at);
    if (dw) toWeight(dw.at);
    if (db) call.k.convGradBias(g.at, db.at, win);
  };
});

export const convolutions: Operations = {
  convolution: (call) => convolution.convolution(call) ?? forward(call),
  convolution_backward: (call) => convolution.convolution_backward(call) ?? backward(call),
};
