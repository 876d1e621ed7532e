// The state of LayerLens: the digit that goes through the network, the numbers of every stage once
// it has been through, and the one of them that is looked at.

import type { AnyModel } from "@anywidget/types";
import type { Tape } from "../../engine";
import { bytes } from "../shared/traits";
import type { Numbers } from "./explain";
import { largestOf, type Spot } from "./overview";
import { type Stage, stagesOf } from "./stages";

export class Look {
  readonly stages: Stage[];
  readonly labels: number[];
  /** how many digits there are */
  readonly count: number;
  /** null until the first digit has been through */
  numbers: Numbers | null = null;
  chosen: Spot;
  /** under the pointer, for as long as it is there */
  pointed: Spot | null = null;
  private channel: number | null = null;
  private readonly images: Uint8Array;
  private readonly size: number;

  constructor(
    private readonly model: AnyModel,
    tape: Tape,
  ) {
    this.stages = stagesOf(tape);
    this.images = bytes(model, "images");
    this.labels = [...bytes(model, "labels")];
    this.size = this.stages[0].shape.reduce((product, n) => product * n, 1);
    this.count = this.images.length / this.size;
    this.chosen = { stage: Math.min(1, this.stages.length - 1), index: 0 };
  }

  get digit(): number {
    return Math.min(this.count - 1, Math.max(0, this.model.get("digit")));
  }

  /** The pixels of a digit. */
  image(digit: number): Uint8Array {
    return this.images.subarray(digit * this.size, (digit + 1) * this.size);
  }

  /** The number that is shown. */
  get spot(): Spot {
    return this.pointed ?? this.chosen;
  }

  /** The map whose products are shown; null where none was chosen, or a number elsewhere is shown. */
  get shownChannel(): number | null {
    return this.pointed && this.pointed.stage !== this.chosen.stage ? null : this.channel;
  }

  choose(spot: Spot): void {
    if (spot.stage !== this.chosen.stage) this.channel = null;
    this.chosen = spot;
    this.pointed = null;
  }

  chooseChannel(channel: number): void {
    this.channel = channel;
  }

  /** Take up the numbers of a digit; of the first, the largest of its stage is chosen. */
  take(numbers: Numbers): void {
    if (!this.numbers) this.chosen.index = largestOf(numbers(this.stages[this.chosen.stage].value));
    this.numbers = numbers;
  }
}
