// Images read at places that another tensor names, and the gradients of both.

import type { Tensor } from "../tensor";
import { type Call, type Operations, ordered } from "./operation";

/** As aten numbers how numbers between places are made. */
const NEAREST = 1;

/** What the kernels are told: how many images and planes of which size, how many places, and how. */
function how({ args, in: { input } }: Call, y: Tensor) {
  const [n, c, h, w] = input.shape;
  const area = y.shape[2] * y.shape[3];
  const { interpolation_mode: mode, padding_mode: padding, align_corners: corners } = args;
  return [n, c, h, w, area, mode === NEAREST, padding, corners] as const;
}

export const grid: Operations = {
  grid_sampler_2d: ordered((call) => {
    const { k, y, in: ins } = call;
    const told = how(call, y);
    return () => k.gridSample(ins.input.at, ins.grid.at, y.at, ...told);
  }),

  grid_sampler_2d_backward: ordered((call) => {
    const { k, in: ins } = call;
    const { grad_output: g, input: x, grid } = ins;
    const [dx, dgrid] = call.out.map((t) => t?.at ?? null);
    const told = how(call, g);
    return () => k.gridSampleGrad(g.at, x.at, grid.at, dx, dgrid, ...told);
  }),
};
