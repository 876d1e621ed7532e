// The optimizers as the book names and draws them; colours are tokens, lines those of its figures.

import type { OptimizerOptions } from "../../engine";

export const OPTIMIZERS = ["SGD", "momentum", "Nesterov", "RMSprop", "Adam", "AdamW"] as const;
export type OptimizerName = (typeof OPTIMIZERS)[number];

export interface Line {
  token: string;
  width: number;
  /** dashes and gaps, in px; none is solid */
  dash: number[];
}

export const LINES: Record<OptimizerName, Line> = {
  SGD: { token: "--sgd", width: 1.6, dash: [] },
  momentum: { token: "--momentum", width: 1.6, dash: [13, 5] },
  Nesterov: { token: "--nesterov", width: 1.6, dash: [10, 3, 2, 3] },
  RMSprop: { token: "--rmsprop", width: 1.8, dash: [2, 3] },
  Adam: { token: "--adam", width: 2.4, dash: [] },
  AdamW: { token: "--adamw", width: 1.6, dash: [5, 2, 5, 6] },
};

/** What torch.optim is told; `momentum` is of the two that have it. */
export function options(name: OptimizerName, momentum: number): OptimizerOptions {
  switch (name) {
    case "SGD":
      return { name: "SGD" };
    case "momentum":
      return { name: "SGD", momentum };
    case "Nesterov":
      return { name: "SGD", momentum, nesterov: true };
    default:
      return { name };
  }
}

/** The same in Python, for a learning rate `lr`. */
export function python(name: OptimizerName, lr: number | string, momentum: number): string {
  const more = {
    SGD: "",
    momentum: `, momentum=${momentum}`,
    Nesterov: `, momentum=${momentum}, nesterov=True`,
    RMSprop: "",
    Adam: "",
    AdamW: "",
  }[name];
  const kind = name === "momentum" || name === "Nesterov" ? "SGD" : name;
  return `torch.optim.${kind}(net.parameters(), lr=${lr}${more})`;
}
