// Images made larger or smaller, padded with what they hold, or read where a grid says.

import { FLOAT } from "../dtypes";
import { type Entry, planned } from "../entry";
import { AtenError, check } from "../errors";
import { channelsLast, inOrder, isChannelsLast, layout } from "../layout";
import type { Args } from "../schema";
import { each, shown } from "../shapes";
import type { Tensor } from "../tensors";
import { fixed, wantFloat } from "./fixed";

/** How aten numbers the way of grid_sample that no kernel has. */
const CUBIC = 2;

const like = (t: Tensor, shape: number[]) =>
  layout(t.layout.dtype, shape, isChannelsLast(t.layout) ? channelsLast(shape) : inOrder(shape));

const scaled = (engine: string, outs: (a: Args) => number[]) =>
  fixed(engine, (a) => [like(a.self ?? a.grad_output, outs(a))]);

const sized = (engine: string, n: number) =>
  scaled(engine, ({ self, output_size }) => {
    const { shape, dtype } = self.layout;
    if (dtype.kind !== FLOAT && !engine.includes("nearest")) {
      throw new AtenError(
        "NotImplementedError",
        `aten::${engine} of whole numbers is not there in the page's torch. Take the notebook to run this cell in Jupyter or Colab.`,
      );
    }
    check(
      shape.length === n + 2,
      () => `It is expected input_size equals to ${n + 2}, but got size ${shape.length}`,
    );
    const size = each(output_size, n);
    check(
      shape.slice(2).every((s: number) => s > 0) && size.every((s) => s > 0),
      () =>
        `Input and output sizes should be greater than 0, but got input (${["H", "W"]
          .slice(2 - n)
          .map((c, i) => `${c}: ${shape[i + 2]}`)
          .join(", ")}) output (${["H", "W"]
          .slice(2 - n)
          .map((c, i) => `${c}: ${size[i]}`)
          .join(", ")})`,
    );
    return [...shape.slice(0, 2), ...size];
  });
const back = (engine: string) => scaled(engine, ({ input_size }) => input_size);

const scales = (n: number) =>
  n === 1 ? "float? scales=None" : "float? scales_h=None, float? scales_w=None";

const resized = (name: string, n: number, corners: boolean): Entry[] => {
  const more = corners ? "bool align_corners, " : "";
  const size = `SymInt[${n}] output_size, `;
  return [
    ...planned(sized(name, n), `${name}(Tensor self, ${size}${more}${scales(n)}) -> Tensor`),
    ...planned(
      back(`${name}_backward`),
      `${name}_backward(Tensor grad_output, ${size}SymInt[${n + 2}] input_size, ${more}${scales(n)}) -> Tensor`,
    ),
  ];
};

/** `padding` counts from the last axis. */
const padded = (name: string, n: number, reflects: boolean): Entry[] => [
  ...planned(
    fixed(name, ({ self, padding }) => {
      const { shape } = self.layout;
      const given = shown(shape);
      check(
        shape.length === n + 1 || shape.length === n + 2,
        () =>
          `Expected ${n + 1}D or ${n + 2}D (batch mode) tensor with possibly 0 batch size and other non-zero dimensions for input, but got: ${given}`,
      );
      const wide = [...shape];
      for (let i = 0; i < n; i++) {
        const d = shape.length - 1 - i;
        const [before, after] = padding.slice(2 * i, 2 * i + 2);
        check(
          !reflects || (before < shape[d] && after < shape[d]),
          () =>
            `Argument #${4 + 2 * i}: Padding size should be less than the corresponding input dimension, but got: padding (${before}, ${after}) at dimension ${d} of input ${given}`,
        );
        wide[d] += before + after;
      }
      return [like(self, wide)];
    }),
    `${name}(Tensor self, SymInt[${2 * n}] padding) -> Tensor`,
  ),
  ...planned(
    fixed(`${name}_backward`, ({ self }) => [like(self, self.layout.shape)]),
    `${name}_backward(Tensor grad_output, Tensor self, SymInt[${2 * n}] padding) -> Tensor`,
  ),
];

export const resamplings: Entry[] = [
  ...resized("upsample_nearest1d", 1, false),
  ...resized("upsample_nearest2d", 2, false),
  ...resized("upsample_linear1d", 1, true),
  ...resized("upsample_bilinear2d", 2, true),
  ...resized("upsample_bicubic2d", 2, true),
  ...padded("reflection_pad1d", 1, true),
  ...padded("reflection_pad2d", 2, true),
  ...padded("replication_pad1d", 1, false),
  ...padded("replication_pad2d", 2, false),
  ...planned(
    fixed("grid_sampler_2d", ({ input, grid, interpolation_mode: mode }) => {
      if (mode === CUBIC)
        throw new AtenError(
          "NotImplementedError",
          'grid_sample(mode="bicubic") is not there in the page\'s torch. Take the notebook to run this cell in Jupyter or Colab.',
        );
      wantFloat(input.layout.dtype, "grid_sampler_2d_cpu");
      const [n, c] = input.layout.shape;
      return [like(input, [n, c, ...grid.layout.shape.slice(1, 3)])];
    }),
    "grid_sampler_2d(Tensor input, Tensor grid, int interpolation_mode, int padding_mode, bool align_corners) -> Tensor",
  ),
  ...planned(
    fixed("grid_sampler_2d_backward", ({ input, grid, output_mask: mask }) => [
      mask[0] ? layout(input.layout.dtype, input.layout.shape) : null,
      layout(grid.layout.dtype, grid.layout.shape),
    ]),
    "grid_sampler_2d_backward(Tensor grad_output, Tensor input, Tensor grid, int interpolation_mode, int padding_mode, bool align_corners, bool[2] output_mask) -> (Tensor, Tensor)",
  ),
];
