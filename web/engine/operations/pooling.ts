// The largest and the mean of each window of images, and their gradients.

import { windowOf } from "./convolution";
import { type Operations, ordered } from "./operation";

export const pooling: Operations = {
  max_pool2d_with_indices: ordered((call) => {
    const [x, { at }] = [call.in.self, call.y];
    const index = call.out[1]?.at ?? call.scratch(call.y.numel);
    const win = windowOf(call, x, call.y);
    return () => call.k.maxPool(x.at, at, index, win);
  }),

  max_pool2d_with_indices_backward: ordered((call) => {
    const { grad_output: g, indices } = call.in;
    const win = windowOf(call, call.y, g);
    return () => call.k.maxPoolGrad(g.at, indices.at, call.y.at, win);
  }),

  avg_pool2d: ordered((call) => {
    const { count_include_pad = true, divisor_override = null } = call.args;
    const x = call.in.self;
    const win = windowOf(call, x, call.y);
    return () => call.k.avgPool(x.at, call.y.at, win, count_include_pad, divisor_override);
  }),

  avg_pool2d_backward: ordered((call) => {
    const { count_include_pad = true, divisor_override = null } = call.args;
    const g = call.in.grad_output;
    const win = windowOf(call, call.y, g);
    return () => call.k.avgPoolGrad(g.at, call.y.at, win, count_include_pad, divisor_override);
  }),
};
