// Convolution of images and its gradients, as LeNet has them; convolutions.ts has the others.

import type { Window } from "../kernels/types";
import type { Tensor } from "../tensor";
import { type Bind, type Call, each, type Operations, ordered } from "./operation";

/** The arguments that a convolution of the core has. */
export const PLAIN = { groups: 1, output_padding: [0, 0], transposed: false };

/** The geometry of a convolution or pooling from image x to image y. */
export function windowOf(args: Call["args"], x: Tensor, y: Tensor, kernel: number[]): Window {
  const [[n, c, h, w], [, o, oh, ow]] = [x.shape, y.shape];
  const [[kh, kw], [sh, sw]] = [kernel, each(args.stride, 2, kernel)];
  const [[ph, pw], [dh, dw]] = [each(args.padding, 2, [0, 0]), each(args.dilation, 2, [1, 1])];
  return { n, c, h, w, o, oh, ow, kh, kw, sh, sw, ph, pw, dh, dw };
}

/** Null for what is not plain. */
const plain =
  (bind: Bind): Operations[string] =>
  (call) => {
    const { groups, transposed, output_padding: more } = call.args;
    return groups === 1 && !transposed && more.length === 2 ? bind(call) : null;
  };

export const convolution: Operations = {
  convolution: plain(
    ordered((call) => {
      const { input, weight, bias } = call.in;
      const win = windowOf(call.args, input, call.y, weight.shape.slice(2));
      const scratch = call.scratch(call.k.convScratch(win));
      return () => call.k.conv(input.at, weight.at, bias?.at ?? null, call.y.at, scratch, win);
    }),
  ),

  convolution_backward: plain(
    ordered((call) => {
      const [dx, dw, db] = call.out;
      const { grad_output: g, input: x, weight: w } = call.in;
      const win = windowOf(call.args, x, g, w.shape.slice(2));
      const scratch = call.scratch(call.k.convScratch(win));
      return () => {
        if (dx) call.k.convGradInput(g.at, w.at, dx.at, scratch, win);
        if (dw) call.k.convGradWeight(g.at, x.at, dw.at, scratch, win);
        if (db) call.k.convGradBias(g.at, db.at, win);
      };
    }),
  ),
};
