// The largest number of each window of images, and where its gradient goes.

import { type Tensor, tensor } from "../tensor";
import { windowOf } from "./convolution";
import { type Call, each, type Operations, ordered } from "./operation";

/** The window over the last two axes of image x; each of its planes is by itself. */
export function planes({ args }: Call, x: Tensor, y: Tensor) {
  const one = ({ shape, at, numel }: Tensor) => {
    const plane = shape.slice(-2);
    return tensor(at, [numel / (plane[0] * plane[1]) || 0, 1, ...plane]);
  };
  return windowOf(args, one(x), one(y), each(args.kernel_size, 2, []));
}

export const maxPooling: Operations = {
  max_pool2d_with_indices: ordered((call) => {
    const [x, { y }] = [call.in.self, call];
    const index = call.out[1]?.at ?? call.scratch(y.numel);
    const win = planes(call, x, y);
    return () => call.k.maxPool(x.at, y.at, index, win);
  }),

  max_pool2d_with_indices_backward: ordered((call) => {
    const { grad_output: g, indices } = call.in;
    const win = planes(call, call.y, g);
    return () => call.k.maxPoolGrad(g.at, indices.at, call.y.at, win);
  }),
};
