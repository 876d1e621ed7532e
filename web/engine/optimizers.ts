// Optimizers with the options, the defaults and the semantics of torch.optim.

import { EngineError, type ErrorCode } from "./errors";
import type { Kernels } from "./kernels/types";

export interface SGD {
  name: "SGD";
  momentum?: number;
  nesterov?: boolean;
  weightDecay?: number;
}

export interface RMSprop {
  name: "RMSprop";
  alpha?: number;
  eps?: number;
  weightDecay?: number;
}

export interface Adam {
  name: "Adam" | "AdamW";
  betas?: [number, number];
  eps?: number;
  /** 0 by default for Adam, 0.01 for AdamW */
  weightDecay?: number;
}

export type OptimizerOptions = SGD | RMSprop | Adam;

/** The kernels of the updates. */
export type Updates = Pick<Kernels, "sgd" | "rmsprop" | "adam">;

/** Where the numbers of one parameter stand: weights, gradients, the optimizer's own slots. */
export interface Place {
  p: number;
  g: number;
  slots: number[];
  n: number;
}

export interface Optimizer {
  /** how many numbers it keeps beside each weight; 0 before the first step */
  slots: number;
  /** step `t`, counted from 1, of one parameter */
  step(k: Updates, place: Place, lr: number, t: number): void;
}

/** Refuse a number that makes no sense, as torch does. NaN never passes. */
function demand(ok: boolean, code: ErrorCode, value: unknown, what = "of at least 0") {
  const sentence = `${code} must be a number ${what}, not {value}.`;
  if (!ok) throw new EngineError(code, sentence, { value: String(value) });
}

export function checkRate(lr: number): number {
  demand(typeof lr === "number" && lr >= 0, "lr", lr);
  return lr;
}

export function makeOptimizer(options: OptimizerOptions): Optimizer {
  const make = makers[options?.name];
  if (!make)
    throw new EngineError("optimizer", "There is no optimizer {value}.", {
      value: String(options?.name),
    });
  return make(options as never);
}

const makers: Record<string, (options: never) => Optimizer> = {
  SGD: sgd,
  RMSprop: rmsprop,
  Adam: adam,
  AdamW: adam,
};

function sgd({ momentum = 0, nesterov = false, weightDecay: decay = 0 }: SGD): Optimizer {
  demand(momentum >= 0, "momentum", momentum);
  demand(decay >= 0, "weightDecay", decay);
  if (nesterov && !(momentum > 0))
    throw new EngineError("nesterov", "Nesterov needs a momentum above 0.");
  const buffered = momentum > 0;
  return {
    slots: buffered ? 1 : 0,
    step(k, { p, g, slots, n }, lr) {
      k.sgd(p, g, slots[0] ?? 0, n, { lr, momentum, nesterov, decay, buffered });
    },
  };
}

function rmsprop({ alpha = 0.99, eps = 1e-8, weightDecay: decay = 0 }: RMSprop): Optimizer {
  demand(alpha >= 0, "alpha", alpha);
  demand(eps >= 0, "eps", eps);
  demand(decay >= 0, "weightDecay", decay);
  return {
    slots: 1,
    step(k, { p, g, slots: [v], n }, lr) {
      k.rmsprop(p, g, v, n, { lr, alpha, eps, decay });
    },
  };
}

function adam({
  name,
  betas = [0.9, 0.999],
  eps = 1e-8,
  weightDecay = name === "AdamW" ? 0.01 : 0,
}: Adam): Optimizer {
  for (const beta of betas) demand(beta >= 0 && beta < 1, "beta", beta, "from 0 to below 1");
  demand(eps >= 0, "eps", eps);
  demand(weightDecay >= 0, "weightDecay", weightDecay);
  const [beta1, beta2] = betas;
  const decoupled = name === "AdamW";
  return {
    slots: 2,
    step(k, { p, g, slots: [m, v], n }, lr, t) {
      k.adam(p, g, m, v, n, {
        size: lr / (1 - beta1 ** t),
        root: Math.sqrt(1 - beta2 ** t),
        beta1,
        beta2,
        eps,
        decay: decoupled ? 0 : weightDecay,
        shrink: decoupled ? 1 - lr * weightDecay : 1,
      });
    },
  };
}
