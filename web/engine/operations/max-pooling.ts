// The largest number of each window of images, and where its gradient goes.

import { type Tensor, tensor } from "../tensor";
import { windowOf } from "./convolution";
import { type Bind, type Call, each, type Operations, only, ordered } from "./operation";

/** The window over the last two axes of image x; each of its planes is by itself. */
export function planes({ args }: Call, x: Tensor, y: Tensor) {
  const one = ({ shape, at, numel }: Tensor) => {
    const plane = shape.slice(-2);
    return tensor(at, [numel / (plane[0] * plane[1]) || 0, 1, ...plane]);
  };
  return windowOf(args, one(x), one(y), each(args.kernel_size, 2, []));
}

/** The arguments that a pooling of the core has: see assembly/pool.ts. */
export const HALVES = {
  kernel_size: [[2, 2]],
  stride: [null, [], [2, 2]],
  padding: [null, [0, 0]],
  dilation: [null, [1, 1]],
  ceil_mode: [null, false],
};

export const largest: Bind = ordered((call) => {
  const [x, { y }] = [call.in.self, call];
  const index = call.out[1]?.at ?? call.scratch(y.numel);
  const win = planes(call, x, y);
  return () => call.k.maxPool(x.at, y.at, index, win);
});

export const maxPooling: Operations = {
  max_pool2d_with_indices: only(HALVES, largest),

  max_pool2d_with_indices_backward: ordered((call) => {
    const { grad_output: g, indices } = call.in;
    const win = planes(call, call.y, g);
    return () => call.k.maxPoolGrad(g.at, indices.at, call.y.at, win);
  }),
};
