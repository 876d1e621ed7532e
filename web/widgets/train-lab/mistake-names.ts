// The mistakes by name, and the numbers in them.

/** As src/livenet/widgets/_mistakes.py has them. */
export type Mistake =
  | "zero_grad"
  | "step"
  | "rate"
  | "softmax"
  | "labels"
  | "order"
  | "zeros"
  | "few";

/** One digit in so many is left by "few". */
export const FEW = 16;
/** So many times the learning rate has "rate". */
export const RATE = 10;
/** The order of labels that "labels" deals out is that of an epoch before the first. */
export const DEALT = -1;
