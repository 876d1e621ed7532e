// The chapter's network in the engine, which reads one image at a time.

import { type Prediction, type Tape, Trainer } from "../../engine";
import { FIELD } from "./mnist";

export class Reader {
  private opening: Promise<Trainer> | null = null;
  private stale = true; // whether the engine has other weights than those chosen

  /** `parameters` gives the chosen ones; `waiting` is called if the first reading takes a while. */
  constructor(
    private readonly tape: Tape,
    private readonly parameters: () => Uint8Array,
    private readonly waiting: () => void,
  ) {}

  /** Read with other weights from now on. */
  reload(): void {
    this.stale = true;
  }

  /** The scores of an image, and the values that have these names in the tape. */
  async read(image: Uint8Array<ArrayBuffer>, names: string[]): Promise<Prediction> {
    const trainer = await this.ready();
    return trainer.predict(image, names, [FIELD, FIELD]);
  }

  close(): void {
    void this.opening?.then((trainer) => trainer.close());
  }

  private async ready(): Promise<Trainer> {
    const waiting = setTimeout(this.waiting, 200);
    try {
      this.opening ??= Trainer.open({ tape: this.tape, parameters: this.parameters() });
      const trainer = await this.opening;
      if (this.stale) {
        this.stale = false;
        await trainer.load(this.parameters());
      }
      return trainer;
    } catch (error) {
      this.opening = null;
      throw error;
    } finally {
      clearTimeout(waiting);
    }
  }
}
