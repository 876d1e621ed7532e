// All operations that can be called.

import type { Entry } from "../entry";
import { activations } from "./activation";
import { arithmetic } from "./arithmetic";
import { convolutions } from "./convolution";
import { countings } from "./counting";
import { factories } from "./factory";
import { functions } from "./functions";
import { indexing } from "./indexing";
import { losses } from "./loss";
import { matrix } from "./matrix";
import { normalizations } from "./normalization";
import { orders } from "./order";
import { pieces } from "./pieces";
import { poolings } from "./pooling";
import { randoms } from "./random";
import { reductions } from "./reduction";
import { resamplings } from "./resample";
import { specials } from "./special";
import { views } from "./views";

export const entries: Entry[] = [
  ...activations,
  ...arithmetic,
  ...convolutions,
  ...countings,
  ...factories,
  ...functions,
  ...indexing,
  ...losses,
  ...matrix,
  ...normalizations,
  ...orders,
  ...pieces,
  ...poolings,
  ...randoms,
  ...reductions,
  ...resamplings,
  ...specials,
  ...views,
];
