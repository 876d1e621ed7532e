// The network of the first pages: it takes so many steps as are due, and reads digits in between.

import { Trainer } from "../engine";
import { probabilities } from "../widgets/draw-digit/reading";
import { firstWeights } from "../widgets/train-lab/first-weights";
import { type Material, SIDE } from "./material";

/** What is read in a digit, and how sure the network is, of 1. */
export interface Reading {
  digit: number;
  share: number;
}

const CLASSES = 10;

export class Pupil {
  private constructor(private readonly trainer: Trainer) {}

  static async open({ tape, fresh, run, train, labels }: Material, images: Uint8Array) {
    const size: [number, number] = [SIDE, SIDE];
    const part = (from: number, to?: number) => ({
      images: images.slice(from * SIDE * SIDE, to && to * SIDE * SIDE),
      labels: Uint8Array.from(labels.slice(from, to)),
      size,
    });
    const { lr, batch, seed } = run;
    const settings = { optimizer: { name: "SGD" as const }, lr, batch, seed };
    const trainer = await Trainer.open({
      tape,
      parameters: firstWeights(fresh),
      train: part(0, train),
      test: part(train),
      settings,
    });
    return new Pupil(trainer);
  }

  /** Take some steps of training. */
  async learn(steps: number): Promise<void> {
    await this.trainer.step(steps);
  }

  /** Forget all that was learnt. */
  async forget(): Promise<void> {
    await this.trainer.reset();
  }

  /** What it reads in digits of 28×28 bytes. */
  async read(images: Uint8Array): Promise<Reading[]> {
    const { output } = await this.trainer.predict(images, [], [SIDE, SIDE]);
    return Array.from({ length: output.shape[0] }, (_, i) => {
      const shares = probabilities(output.data.subarray(i * CLASSES, (i + 1) * CLASSES));
      const share = Math.max(...shares);
      return { digit: shares.indexOf(share), share };
    });
  }

  /** The share of all test digits that it reads right. */
  async accuracy(): Promise<number> {
    return (await this.trainer.evaluate()).accuracy;
  }
}
