// What a page holds: a trainer in a worker, or where none can be had on the page's own thread.

import engine from "livenet:worker";
import { EngineError, type ErrorCode } from "./errors";
import type { Commands, Opening, Report, Score } from "./session";
import type { Settings } from "./settings";
import type { Answer, Failure, Request } from "./worker";

export type Where = "worker" | "page";

/** A command's promise: an answer comes later, or an EngineError. */
type Remote<F> = F extends (...args: infer A) => infer R
  ? (...args: A) => Promise<Awaited<R>>
  : never;

export type TrainerOptions = Opening & {
  /** "auto" tries a worker first */
  where?: Where | "auto";
  onReport?: (report: Report) => void;
  /** training stopped by itself */
  onError?: (error: EngineError) => void;
};

export class Trainer {
  /** the kernels at work, and all names that `watch` and `predict` know */
  kernels!: "wasm" | "plain";
  names!: string[];
  private pending = new Map<
    number,
    { resolve(value: unknown): void; reject(error: unknown): void }
  >();
  private nextId = 0;
  private closed = false;

  private constructor(
    readonly where: Where,
    private readonly send: (request: Request) => void,
    private readonly end: () => void,
    private readonly options: TrainerOptions,
  ) {}

  /** Start a trainer with a tape, its parameters and the samples to train on. */
  static async open(options: TrainerOptions): Promise<Trainer> {
    const where = options.where ?? "auto";
    const trainer = (where !== "page" && (await inWorker(options))) || onPage(options);
    const { onReport, onError, where: _, ...opening } = options;
    Object.assign(trainer, await trainer.ask("open", opening));
    return trainer;

    async function inWorker(options: TrainerOptions): Promise<Trainer | null> {
      const worker = await startWorker();
      if (!worker) return null;
      const end = () => worker.terminate();
      const trainer = new Trainer("worker", (request) => worker.postMessage(request), end, options);
      worker.onmessage = ({ data }) => trainer.receive(data);
      return trainer;
    }

    function onPage(options: TrainerOptions): Trainer {
      const { serve } = engine();
      const send = serve((answer) => trainer.receive(answer));
      const trainer = new Trainer(
        "page",
        send,
        () => send({ id: -1, command: "pause", args: [] }),
        options,
      );
      return trainer;
    }
  }

  /** Train until `pause`, or for so many steps more. */
  start: Remote<Commands["start"]> = (steps) => this.ask("start", steps);
  /** Stop; where it stands. */
  pause: Remote<Commands["pause"]> = () => this.ask("pause");
  /** Take some steps, one if not said, and report. */
  step: Remote<Commands["step"]> = (steps) => this.ask("step", steps);
  /** Back to the first parameters and the first batch, or to other parameters. */
  reset: Remote<Commands["reset"]> = (parameters) => this.ask("reset", parameters);
  configure = (settings: Partial<Settings>): Promise<void> => this.ask("configure", settings);
  /** Loss and accuracy on the test samples. */
  evaluate: Remote<Commands["evaluate"]> = () => this.ask<Score>("evaluate");
  /** Outputs for some images, with any forward values by name. */
  predict: Remote<Commands["predict"]> = (...args) => this.ask("predict", ...args);
  /** Parameters as bytes, for `load`, `reset` or `livenet.tape.unpack`. */
  parameters: Remote<Commands["parameters"]> = () => this.ask("parameters");
  load: Remote<Commands["load"]> = (parameters) => this.ask("load", parameters);

  /** Stop and free everything. */
  close() {
    this.closed = true;
    this.end();
    for (const { reject } of this.pending.values()) reject(closed());
    this.pending.clear();
  }

  private ask<T>(command: string, ...args: unknown[]): Promise<T> {
    if (this.closed) return Promise.reject(closed());
    const id = this.nextId++;
    return new Promise<T>((resolve, reject) => {
      this.pending.set(id, { resolve: resolve as (value: unknown) => void, reject });
      this.send({ id, command, args });
    });
  }

  private receive(answer: Answer) {
    if (this.closed) return;
    if ("report" in answer) {
      this.options.onReport?.(answer.report);
    } else if (!("id" in answer)) {
      this.options.onError?.(errorFrom(answer.failure));
    } else {
      const command = this.pending.get(answer.id);
      this.pending.delete(answer.id);
      if ("failure" in answer) command?.reject(errorFrom(answer.failure));
      else command?.resolve(answer.result);
    }
  }
}

const closed = () => new EngineError("closed", "This trainer was closed.");

function errorFrom({ code, params, message }: Failure): EngineError {
  return new EngineError(code as ErrorCode, message, params);
}

/**
 * A worker made of the engine's own text, so that it starts from `file://`, in a sandboxed frame
 * and without a network; null where the browser or a policy refuses. It must be a classic worker:
 * a module worker does not start from disk.
 */
async function startWorker(): Promise<Worker | null> {
  const start =
    "const take = engine().serve((a) => postMessage(a)); onmessage = (e) => take(e.data)";
  const text = `const engine = ${engine}; ${start}; postMessage("ready")`;
  let worker: Worker;
  try {
    const url = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
    worker = new Worker(url);
    URL.revokeObjectURL(url);
  } catch {
    return null;
  }
  const ready = await new Promise<boolean>((resolve) => {
    worker.onmessage = () => resolve(true);
    worker.onerror = (event) => {
      event.preventDefault();
      resolve(false);
    };
    setTimeout(() => resolve(false), 3000);
  });
  worker.onerror = null;
  if (ready) return worker;
  worker.terminate();
  return null;
}
