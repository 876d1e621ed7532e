// The shapes of a network like LeNet, layer by layer, and what PyTorch says where one does not fit.

export interface Conv {
  in: number;
  out: number;
  kernel: number;
  stride: number;
  padding: number;
  dilation: number;
}

export interface Pool {
  kind: "max_pool2d" | "avg_pool2d";
  kernel: number;
  stride: number;
  padding: number;
}

/**
 * Kernels and dilations are at least 1 and paddings at least 0: below that the message depends on
 * which of PyTorch's backends gets to compute.
 */
export interface Settings {
  batch: number;
  channels: number;
  size: number;
  conv1: Conv;
  pool1: Pool;
  conv2: Conv;
  pool2: Pool;
  /** in_features as written in nn.Linear */
  fc1_in: number;
  /** out_features of fc1, fc2 and fc3 */
  features: [number, number, number];
}

/** What does not fit: PyTorch's message, and a setting of this layer that would make it fit. */
export interface Failure {
  kind: "channels" | "kernel" | "small" | "stride" | "padding" | "features";
  message: string;
  mend: { setting: string; value: number };
}

export const NAMES = ["input", "C1", "S2", "C3", "S4", "flat", "F5", "F6", "out"] as const;
export type Name = (typeof NAMES)[number];

export interface Step {
  name: Name;
  /** what comes out; null where PyTorch raises, and after that */
  shape: number[] | null;
  /** what goes in; null where nothing comes */
  from: number[] | null;
  failure: Failure | null;
}

/** The side that a window spans with its gaps. */
export const span = ({ kernel, dilation = 1 }: { kernel: number; dilation?: number }) =>
  dilation * (kernel - 1) + 1;

/** How often the window fits: ⌊(n + 2p − span) / s⌋ + 1. */
export const side = (n: number, layer: Conv | Pool) =>
  Math.floor((n + 2 * layer.padding - span(layer)) / layer.stride) + 1;

/** The shape after each layer. */
export function walk(settings: Settings): Step[] {
  const { batch, channels, size, features } = settings;
  const steps: Step[] = [];
  let at: number[] | null = [batch, channels, size, size];
  const go = (
    name: Name,
    failing: (from: number[]) => Failure | null,
    onward: (from: number[]) => number[],
  ) => {
    const from = at;
    const failure = from && failing(from);
    at = from && !failure ? onward(from) : null;
    steps.push({ name, shape: at, from, failure });
  };
  const layer = (name: Name, chosen: Conv | Pool) =>
    go(
      name,
      (from) => ("in" in chosen ? convFailure(from, chosen) : poolFailure(from, chosen)),
      ([n, maps, rows]) => {
        const edge = side(rows, chosen);
        return [n, "out" in chosen ? chosen.out : maps, edge, edge];
      },
    );
  const linear = (name: Name, into: number, out: number) =>
    go(
      name,
      ([n, got]) =>
        got === into
          ? null
          : {
              kind: "features",
              message: `mat1 and mat2 shapes cannot be multiplied (${n}x${got} and ${into}x${out})`,
              mend: { setting: "in", value: got },
            },
      ([n]) => [n, out],
    );
  const fits = () => null;

  go("input", fits, (shape) => shape);
  layer("C1", settings.conv1);
  layer("S2", settings.pool1);
  layer("C3", settings.conv2);
  layer("S4", settings.pool2);
  go("flat", fits, ([n, ...rest]) => [n, rest.reduce((product, d) => product * d, 1)]);
  linear("F5", settings.fc1_in, features[0]);
  linear("F6", features[0], features[1]);
  linear("out", features[1], features[2]);
  return steps;
}

/** What nn.Conv2d raises, in the order in which it looks. */
function convFailure([n, maps, rows]: number[], conv: Conv): Failure | null {
  const { kernel, stride, padding, dilation } = conv;
  if (stride === 0) {
    return {
      kind: "stride",
      message: "non-positive stride is not supported",
      mend: { setting: "stride", value: 1 },
    };
  }
  if (maps !== conv.in) {
    return {
      kind: "channels",
      message:
        `Given groups=1, weight of size [${conv.out}, ${conv.in}, ${kernel}, ${kernel}], ` +
        `expected input[${n}, ${maps}, ${rows}, ${rows}] to have ${conv.in} channels, ` +
        `but got ${maps} channels instead`,
      mend: { setting: "in", value: maps },
    };
  }
  const padded = rows + 2 * padding;
  const wide = span(conv);
  if (wide > padded) {
    return {
      kind: "kernel",
      message:
        `Calculated padded input size per channel: (${padded} x ${padded}). ` +
        `Kernel size: (${wide} x ${wide}). ` +
        "Kernel size can't be greater than actual input size",
      mend: { setting: "kernel", value: Math.floor((padded - 1) / dilation) + 1 },
    };
  }
  return null;
}

/** What F.max_pool2d and F.avg_pool2d raise, in their order. */
function poolFailure([, maps, rows]: number[], pool: Pool): Failure | null {
  const { kernel, stride, padding } = pool;
  if (stride === 0) {
    return {
      kind: "stride",
      message: "stride should not be zero",
      mend: { setting: "stride", value: kernel },
    };
  }
  if (2 * padding > kernel) {
    return {
      kind: "padding",
      message:
        "pad should be at most half of effective kernel size, " +
        `but got pad=${padding}, kernel_size=${kernel} and dilation=1`,
      mend: { setting: "padding", value: Math.floor(kernel / 2) },
    };
  }
  const edge = side(rows, pool);
  if (edge < 1) {
    return {
      kind: "small",
      message:
        `Given input size: (${maps}x${rows}x${rows}). ` +
        `Calculated output size: (${maps}x${edge}x${edge}). Output size is too small`,
      mend: { setting: "kernel", value: rows + 2 * padding },
    };
  }
  return null;
}

/** How many numbers the network can learn. */
export function parameters({ conv1, conv2, fc1_in, features }: Settings): number {
  const conv = (c: Conv) => c.out * (c.in * c.kernel * c.kernel + 1);
  const widths = [fc1_in, ...features];
  const linear = features.reduce((sum, out, i) => sum + out * (widths[i] + 1), 0);
  return conv(conv1) + conv(conv2) + linear;
}
