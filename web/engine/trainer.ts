// What a page holds: a trainer in a worker, or where none can be had on the page's own thread; and
// more workers, each of which computes a part of every batch.

import { EngineError } from "./errors";
import { type Ask, errorFrom, Remote } from "./remote";
import type { Commands, Opening, Report } from "./session";
import type { Settings } from "./settings";
import type { Answer } from "./worker";

export type TrainerOptions = Opening & {
  /** "auto" tries a worker first */
  where?: "worker" | "page" | "auto";
  onReport?: (report: Report) => void;
  /** training stopped by itself */
  onError?: (error: EngineError) => void;
};

/** More parts of a batch than this are refused. */
const MOST = 64;

export class Trainer {
  /** the kernels at work, and all names that `watch` and `predict` know */
  kernels!: "wasm" | "plain";
  names!: string[];
  /** workers that compute a part of each batch; 1 where no others can be had, or one was lost */
  shards = 1;
  private followers: Remote[] = [];
  private asked = 1; // for so many workers
  private sharing: Promise<number> = Promise.resolve(1); // one change at a time
  private first!: Remote;
  private closed = false;

  private constructor(private readonly options: TrainerOptions) {}

  /** Start a trainer with a tape, its parameters and the samples to train on. */
  static async open(options: TrainerOptions): Promise<Trainer> {
    const trainer = new Trainer(options);
    const told = (answer: Exclude<Answer, { id: number }>) => trainer.hear(answer);
    const worker = options.where === "page" ? null : await Remote.inWorker(told);
    trainer.first = worker ?? Remote.onPage(told);
    Object.assign(trainer, await trainer.ask("open", trainer.opening));
    return trainer;
  }

  get where() {
    return this.first.where;
  }

  /** Train until `pause`, or for so many steps more. */
  start: Ask<Commands["start"]> = (...args) => this.ask("start", ...args);
  /** Stop; where it stands. */
  pause: Ask<Commands["pause"]> = () => this.ask("pause");
  /** Take some steps, one if not said, and report. */
  step: Ask<Commands["step"]> = (...args) => this.ask("step", ...args);
  /** Back to the first parameters and the first batch, or to other parameters. */
  reset: Ask<Commands["reset"]> = (...args) => this.ask("reset", ...args);
  configure = (settings: Partial<Settings>): Promise<void> => this.ask("configure", settings);
  /** Loss and accuracy on the test samples. */
  evaluate: Ask<Commands["evaluate"]> = () => this.ask("evaluate");
  /** Outputs for some images, with any forward values by name. */
  predict: Ask<Commands["predict"]> = (...args) => this.ask("predict", ...args);
  /** Parameters as bytes, for `load`, `reset` or `livenet.tape.unpack`. */
  parameters: Ask<Commands["parameters"]> = () => this.ask("parameters");
  load: Ask<Commands["load"]> = (...args) => this.ask("load", ...args);
  /** Take one step on a batch of its own, and tell all that it read and wrote. */
  trace: Ask<Commands["trace"]> = (...args) => this.ask("trace", ...args);

  /**
   * Compute each batch in so many parts, each in a worker of its own; as many as can be had. The
   * training goes on where it stands, and for a number of shards its numbers are always the same.
   */
  share(shards: number): Promise<number> {
    const shared = this.sharing.then(() => this.gather(shards));
    this.sharing = shared.catch(() => 1);
    return shared;
  }

  /** Stop and free everything. */
  close() {
    this.closed = true;
    this.first.close();
    this.dismiss();
  }

  private get opening(): Opening {
    const { onReport: _, onError: __, where: ___, ...opening } = this.options;
    return opening;
  }

  private async gather(shards: number): Promise<number> {
    if (!Number.isInteger(shards) || shards < 1 || shards > MOST) {
      throw new EngineError(
        "shards",
        "The number of workers must be a whole number from 1 to {most}, not {value}.",
        { most: MOST, value: String(shards) },
      );
    }
    if (shards === this.asked) return this.shards;
    await this.ask("join", []);
    this.dismiss();
    this.asked = shards;
    if (!this.options.tape.shards || this.where === "page") return this.shards;
    const count = shards - 1;
    const started = await Promise.all(Array.from({ length: count }, () => Remote.inWorker(ignore)));
    this.followers = started.filter((worker) => worker !== null);
    if (this.closed) this.dismiss();
    await Promise.all(this.followers.map((worker) => worker.ask("open", [this.opening])));
    const ports = mesh(1 + this.followers.length);
    for (const [i, worker] of this.followers.entries()) {
      await worker.ask("follow", [ports[i + 1], i + 1], real(ports[i + 1]));
    }
    await this.first.ask("join", [ports[0]], real(ports[0]));
    this.shards = ports.length;
    return this.shards;
  }

  private async ask<Name extends keyof Commands>(
    command: Name,
    ...args: Parameters<Commands[Name]>
  ): Promise<Awaited<ReturnType<Commands[Name]>>> {
    try {
      return await this.first.ask(command, args);
    } catch (error) {
      if (error instanceof EngineError) this.lose(error);
      throw error;
    }
  }

  private hear(answer: Exclude<Answer, { id: number }>) {
    if ("report" in answer) {
      this.options.onReport?.(answer.report);
    } else {
      const error = errorFrom(answer.failure);
      this.lose(error);
      this.options.onError?.(error);
    }
  }

  /** Where one of the others is lost, all are: the first has everything, and goes on alone. */
  private lose({ code }: EngineError) {
    if (code === "shard") this.dismiss();
  }

  private dismiss() {
    for (const worker of this.followers) worker.close();
    this.followers = [];
    this.asked = 1;
    this.shards = 1;
  }
}

const ignore = () => {};

/** For each of `n` ends the ports to all others, by rank, and null at its own. */
function mesh(n: number): (MessagePort | null)[][] {
  const ports = Array.from({ length: n }, () => Array<MessagePort | null>(n).fill(null));
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const { port1, port2 } = new MessageChannel();
      ports[i][j] = port1;
      ports[j][i] = port2;
    }
  }
  return ports;
}

const real = (ports: (MessagePort | null)[]) => ports.filter((port) => port !== null);
