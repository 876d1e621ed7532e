// The page's Python: loaded at the first run, in a worker, which runs one cell after another.

import type { Output, Question } from "../python/interpreter";
import type { FromWorker, ToWorker } from "../python/messages";
import type { CommMessage } from "../shared/comm-message";
import { languageOf } from "../shared/language";
import type { Tell } from "../shared/scripts";
import { type Bundle, loadBundle, loadPython, type Place, type Python, sizeOf } from "./loading";

/** A cell on its way: what it is, and who hears of it. */
export interface Job {
  id: string;
  name: string;
  source: string;
  onstart(): void;
  onoutput(output: Output): void;
  /** It ended, well or with an exception; or Python ended before or under it. */
  onend(how: "done" | "failed" | "dropped"): void;
  /** The run of several cells that it is part of: what waits behind it is dropped when it fails. */
  group?: unknown;
}

/** What the page tells about Python itself. */
export interface Listener {
  onload(bytes: number, all: number): void;
  onboot(): void;
  onready(): void;
  /** It has ended by itself, or cannot start. */
  onbroken(reason: string, started: boolean): void;
  /** A widget of Python's says something to its twin on the page. */
  oncomm(message: CommMessage): void;
  tell: Tell;
}

export class Session {
  private loaded?: Python;
  private worker?: Worker;
  /** whether Python is up, and a cell can begin */
  ready = false;
  private readonly waiting: Job[] = [];
  private current?: Job;
  private readonly extras = new Map<string, Promise<Uint8Array<ArrayBuffer>>>();
  private mounted = new Set<string>();
  /** who hears of a cell's outputs, of one that has ended too: its widgets may still print */
  private readonly listeners = new Map<string, Job["onoutput"]>();
  /** who waits for an answer to a message of the page's */
  private answers: (() => void)[] = [];
  /** the same of the editor's questions */
  private questions: ((answer: string) => void)[] = [];

  constructor(
    private readonly place: Place,
    private readonly listener: Listener,
  ) {}

  get busy(): boolean {
    return Boolean(this.current || this.waiting.length);
  }

  /** Whether Python is there, with the variables of what ran. */
  get alive(): boolean {
    return Boolean(this.worker);
  }

  run(job: Job): void {
    this.waiting.push(job);
    if (!this.worker) void this.start();
    else this.next();
  }

  /** End Python, whatever it does; what waits is dropped. */
  stop(): void {
    this.worker?.terminate();
    this.worker = undefined;
    this.ready = false;
    this.mounted = new Set();
    this.answers = [];
    for (const answer of this.questions.splice(0)) answer("null");
    this.listeners.clear();
    this.drop(() => true);
  }

  /** Hand a message of the page's to a widget of Python's; Python answers between cells. */
  send(message: CommMessage, onanswer: () => void): void {
    if (!this.worker) return;
    this.answers.push(onanswer);
    this.post({ act: "comm", message });
  }

  /** Ask Python for the editor; the answer is JSON. There is none unless Python is there, at rest. */
  async ask(question: Question): Promise<string | undefined> {
    if (!this.ready || this.busy) return undefined;
    this.post({ act: "ask", question });
    return new Promise((resolve) => this.questions.push(resolve));
  }

  private async start(): Promise<void> {
    if (this.starting) return;
    this.starting = true;
    try {
      const { onload, tell } = this.listener;
      const all = sizeOf(this.place);
      const progress = (bytes: number) => onload(bytes, all);
      this.loaded ??= loadPython(this.place, progress, tell);
      const worker = await this.bringUp(this.loaded);
      if (!this.waiting.length) {
        worker.terminate(); // stopped while it loaded
        return;
      }
      this.listener.onboot();
      this.worker = worker;
    } catch (error) {
      this.loaded = undefined;
      this.breakDown(`${error}`);
    } finally {
      this.starting = false;
      this.giveUp = undefined;
    }
  }
  private starting = false;
  /** ends the start whose worker has broken down */
  private giveUp?: (reason: string) => void;

  /** A worker that has been given all files, each as soon as it was there: it boots meanwhile. */
  private async bringUp({ worker, files }: Python): Promise<Worker> {
    const opened = worker.then((code) => this.open(code));
    const given = Object.entries(files).map(async ([name, file]) => {
      const message = { act: "bring", name, file: await file } as ToWorker;
      (await opened).postMessage(message);
    });
    const broken = new Promise<never>((_, reject) => {
      this.giveUp = reject;
    });
    await Promise.race([Promise.all(given), broken]);
    return opened;
  }

  private open(code: string): Worker {
    const address = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
    const worker = new Worker(address);
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.hear(worker, data);
    worker.onerror = ({ message }) => this.breakDown(message || "worker");
    const boot: ToWorker = { act: "boot", language: languageOf(document.documentElement.lang) };
    worker.postMessage(boot);
    return worker;
  }

  private hear(from: Worker, message: FromWorker): void {
    if (from !== this.worker) {
      if (message.say === "broken") {
        from.terminate();
        this.giveUp?.(message.reason);
      }
      return;
    }
    if (message.say === "ready") {
      this.ready = true;
      this.listener.onready();
      this.next();
    } else if (message.say === "broken") this.breakDown(message.reason);
    else if (message.say === "comm") this.listener.oncomm(message.message);
    else if (message.say === "told") this.questions.shift()?.(message.answer);
    else if (message.say === "answered") this.answers.shift()?.();
    else if (message.say === "output") this.listeners.get(message.cell)?.(message.output);
    else if (message.cell === this.current?.id) this.finish(message.ok);
  }

  private next(): void {
    if (this.current || !this.ready) return;
    this.current = this.waiting.shift();
    if (this.current) void this.begin(this.current);
  }

  private async begin(job: Job): Promise<void> {
    const { worker } = this;
    try {
      for (const extra of this.place.extras) {
        if (this.mounted.has(extra.name) || !new RegExp(extra.pattern).test(job.source)) continue;
        const packages = await this.bring(extra);
        if (worker !== this.worker || job !== this.current) return; // stopped meanwhile
        this.mounted.add(extra.name);
        this.post({ act: "mount", packages });
        this.listener.onready();
      }
    } catch (error) {
      this.breakDown(`${error}`);
      return;
    }
    job.onstart();
    const { id, name, source } = job;
    this.listeners.set(id, job.onoutput);
    this.post({ act: "run", cell: id, name, source });
  }

  private bring(extra: Bundle): Promise<Uint8Array<ArrayBuffer>> {
    const { onload, tell } = this.listener;
    const progress = (bytes: number) => onload(bytes, extra.bytes);
    const known = this.extras.get(extra.name);
    const bytes = known ?? loadBundle(this.place.folder, extra, progress, tell);
    this.extras.set(extra.name, bytes);
    return bytes;
  }

  private finish(ok: boolean): void {
    const ended = this.current;
    this.current = undefined;
    ended?.onend(ok ? "done" : "failed");
    if (!ok && ended?.group) this.drop(({ group }) => group === ended.group);
    this.next();
  }

  private breakDown(reason: string): void {
    const started = this.ready;
    this.stop();
    this.listener.onbroken(reason, started);
  }

  private drop(which: (job: Job) => boolean): void {
    const all = [...(this.current ? [this.current] : []), ...this.waiting];
    const dropped = all.filter(which);
    const kept = this.waiting.filter((job) => !which(job));
    if (this.current && which(this.current)) this.current = undefined;
    this.waiting.splice(0, Infinity, ...kept);
    for (const job of dropped) job.onend("dropped");
  }

  private post(message: ToWorker): void {
    this.worker?.postMessage(message);
  }
}
