// The operations that every page loads: those of LeNet and its likes.

import { activations } from "./activations";
import { basics } from "./basics";
import { convolution } from "./convolution";
import { fill } from "./fill";
import { loss } from "./loss";
import { matrix } from "./matrix";
import type { Operations } from "./operation";
import { pooling } from "./pooling";
import { softmax } from "./softmax";
import { sum } from "./sum";

export const operations: Operations = {
  ...activations,
  ...basics,
  ...convolution,
  ...fill,
  ...loss,
  ...matrix,
  ...pooling,
  ...softmax,
  ...sum,
};
