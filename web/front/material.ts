// What the first pages train with, as book/site/front.py writes it: LeNet's tape, how its first
// weights are drawn, and digits of MNIST, those to learn from before those to be tested on.

import type { Tape } from "../engine";
import { bytesOf } from "../shared/base64";
import type { Recipe } from "../widgets/train-lab/first-weights";

export interface Material {
  tape: Tape;
  fresh: Recipe;
  /** how it is trained: as by torch.optim.SGD, `steps` batches in all */
  run: { steps: number; batch: number; lr: number; seed: number };
  /** digits to learn from; the others are test digits, of which the first `shown` are in the picture */
  train: number;
  shown: number;
  labels: number[];
  /** 28×28 bytes a digit, deflated and in base64 */
  images: string;
}

export const SIDE = 28;

/** The bytes of all digits. */
export async function inflate({ images }: Material): Promise<Uint8Array> {
  const packed = bytesOf(images);
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
