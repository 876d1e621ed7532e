// All operations that can be called.

import type { Entry } from "../entry";
import { convolutions } from "./convolution";
import { elementwises } from "./elementwise";
import { matrix } from "./matrix";
import { reductions } from "./reduction";
import { views } from "./views";

export const entries: Entry[] = [
  ...convolutions,
  ...elementwises,
  ...matrix,
  ...reductions,
  ...views,
];
