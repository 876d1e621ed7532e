// Convolution and its gradients.

import type { Window } from "../kernels/types";
import type { Tensor } from "../tensor";
import { type Call, each, type Operations, ordered } from "./operation";

/** The geometry of a convolution or pooling from image x to image y. */
export function windowOf({ args, in: ins }: Call, x: Tensor, y: Tensor): Window {
  const [[n, c, h, w], [, o, oh, ow]] = [x.shape, y.shape];
  const kernel = each(args.kernel_size, 2, ins.weight?.shape.slice(2));
  const [kh, kw] = kernel;
  const [sh, sw] = each(args.stride, 2, args.kernel_size ? kernel : [1, 1]);
  const [ph, pw] = each(args.padding, 2, [0, 0]);
  const [dh, dw] = each(args.dilation, 2, [1, 1]);
  return { n, c, h, w, o, oh, ow, kh, kw, sh, sw, ph, pw, dh, dw };
}

export const convolution: Operations = {
  convolution: ordered((call) => {
    const { input, weight, bias } = call.in;
    const win = windowOf(call, input, call.y);
    const scratch = call.scratch(call.k.convScratch(win));
    return () => call.k.conv(input.at, weight.at, bias?.at ?? null, call.y.at, scratch, win);
  }),

  convolution_backward: ordered((call) => {
    const [dx, dw, db] = call.out;
    const { grad_output: g, input: x, weight: w } = call.in;
    const win = windowOf(call, x, g);
    const scratch = call.scratch(call.k.convScratch(win));
    return () => {
      if (dx) call.k.convGradInput(g.at, w.at, dx.at, scratch, win);
      if (dw) call.k.convGradWeight(g.at, x.at, dw.at, scratch, win);
      if (db) call.k.convGradBias(g.at, db.at, win);
    };
  }),
};
