// A session in a worker, or on the page's own thread, as whoever asks it sees it.

import engine from "livenet:worker";
import { EngineError, type ErrorCode } from "./errors";
import type { Commands } from "./session";
import type { Answer, Failure, Request } from "./worker";

/** A command's promise: an answer comes later, or an EngineError. */
export type Ask<F> = F extends (...args: infer A) => infer R
  ? (...args: A) => Promise<Awaited<R>>
  : never;

type Told = Exclude<Answer, { id: number }>;

export class Remote {
  private pending = new Map<
    number,
    { resolve(value: unknown): void; reject(error: unknown): void }
  >();
  private nextId = 0;
  private closed = false;

  private constructor(
    readonly where: "worker" | "page",
    private readonly send: (request: Request, transfer: Transferable[]) => void,
    private readonly end: () => void,
    private readonly told: (told: Told) => void,
  ) {}

  /** `told` gets what nobody asked for. Null where no worker can be had. */
  static async inWorker(told: (told: Told) => void): Promise<Remote | null> {
    const worker = await startWorker();
    if (!worker) return null;
    const remote = new Remote(
      "worker",
      (request, transfer) => worker.postMessage(request, transfer),
      () => worker.terminate(),
      told,
    );
    worker.onmessage = ({ data }) => remote.receive(data);
    return remote;
  }

  static onPage(told: (told: Told) => void): Remote {
    const send = engine().serve((answer) => remote.receive(answer));
    const end = () => send({ id: -1, command: "pause", args: [] });
    const remote = new Remote("page", send, end, told);
    return remote;
  }

  /** `transfer` goes to the other side, and is not copied. */
  ask<Name extends keyof Commands>(
    command: Name,
    args: Parameters<Commands[Name]>,
    transfer: Transferable[] = [],
  ): Promise<Awaited<ReturnType<Commands[Name]>>> {
    if (this.closed) return Promise.reject(closed());
    const id = this.nextId++;
    return new Promise((resolve, reject) => {
      this.pending.set(id, { resolve: resolve as (value: unknown) => void, reject });
      this.send({ id, command, args }, transfer);
    });
  }

  /** Stop and free everything. */
  close() {
    this.closed = true;
    this.end();
    for (const { reject } of this.pending.values()) reject(closed());
    this.pending.clear();
  }

  private receive(answer: Answer) {
    if (this.closed) return;
    if (!("id" in answer)) {
      this.told(answer);
      return;
    }
    const command = this.pending.get(answer.id);
    this.pending.delete(answer.id);
    if ("failure" in answer) command?.reject(errorFrom(answer.failure));
    else command?.resolve(answer.result);
  }
}

const closed = () => new EngineError("closed", "This trainer was closed.");

export function errorFrom({ code, params, message }: Failure): EngineError {
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
