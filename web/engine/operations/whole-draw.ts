// What is drawn for a batch of which this engine has a part: all of it, so that it is what a whole batch has.

import type { Part } from "../parts";
import { batchAxis, type TapeValue } from "../tape";
import { type Tensor, tensorAt, wordsOf } from "../tensor";
import { type Call, copy } from "./operation";
import { slice } from "./parts";

/** A draw for the whole batch, and what takes this part of it to `y`; null where all draw the same. */
export function drawWhole(
  value: TapeValue,
  part: Part,
  means: Pick<Call, "k" | "f32" | "i32" | "random" | "scratch">,
  y: Tensor,
) {
  const axis = batchAxis(value);
  if (axis < 0) return null;
  const words = wordsOf(tensorAt(0, value, part.whole));
  const whole = tensorAt(means.scratch(words), value, part.whole);
  const each = whole.shape[axis] / part.whole;
  const ours = slice(whole, axis, part.from * each, part.n * each);
  return { whole, take: copy(means, ours, y) };
}
