// Convolution of images and its gradients, as LeNet has them; convolutions.ts has the others.

import type { Window } from "../kernels/types";
import type { Tensor } from "../tensor";
import { type Call, each, type Operations, only, ordered } from "./operation";

/** The arguments that a convolution of the core has: see GENERAL in assembly/geometry.ts. */
export const PLAIN = {
  groups: [1],
  output_padding: [[0, 0]],
  transposed: [false],
  stride: [[1, 1]],
  dilation: [[1, 1]],
};

/** The geometry of a convolution or pooling from image x to image y. */
export function windowOf(args: Call["args"], x: Tensor, y: Tensor, kernel: number[]): Window {
  const [[n, c, h, w], [, o, oh, ow]] = [x.shape, y.shape];
  const [[kh, kw], [sh, sw]] = [kernel, each(args.stride, 2, kernel)];
  const [[ph, pw], [dh, dw]] = [each(args.padding, 2, [0, 0]), each(args.dilation, 2, [1, 1])];
  return { n, c, h, w, o, oh, ow, kh, kw, sh, sw, ph, pw, dh, dw };
}

export const convolution: Operations = {
  convolution: only(
    PLAIN,
    ordered((call) => {
      const { input, weight, bias } = call.in;
      const win = windowOf(call.args, input, call.y, weight.shape.slice(2));
      const scratch = call.scratch(call.k.convScratch(win));
      return () => call.k.conv(input.at, weight.at, bias?.at ?? null, call.y.at, scratch, win);
    }),
  ),

  convolution_backward: only(
    PLAIN,
    ordered((call) => {
      const [dx, dw, db] = call.out;
      const { grad_output: g, input: x, weight: w } = call.in;
      const win = windowOf(call.args, x, g, w.shape.slice(2));
      const scratch = call.scratch(call.k.convScratch(win));
      return () => {
        if (dx) call.k.convGradInput(g.at, w.at, dx.at, scratch, win);
        if (dw || db) {
          call.k.convGradWeight(g.at, x.at, dw?.at ?? null, db?.at ?? null, scratch, win);
        }
      };
    }),
  ),
};
