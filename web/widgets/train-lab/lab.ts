// The runs of TrainLab: it trains with the engine, keeps what each run did, and sees divergence.

import { type EngineError, type Report, type Tape, Trainer, type Values } from "../../engine";
import { options } from "../shared/optimizers";
import { type Divergence, divergence } from "./divergence";
import { ofMaterial, spoil, spoilt } from "./mistakes";
import type { RunSettings } from "./script";

export interface Run extends RunSettings {
  losses: number[];
  /** step and share of the test digits read rightly */
  scores: [number, number][];
  epoch: number;
  /** samples per second, lately */
  speed: number;
  /** milliseconds of a step, lately, and of them those in which shards exchanged what they had */
  spent: { step: number; exchange: number };
  diverged: Divergence | null;
}

export interface Material {
  tape: Tape;
  /** the same with a softmax before the loss, if that mistake can be made */
  softened: Tape | null;
  parameters: Uint8Array;
  train: { images: Uint8Array; labels: Uint8Array };
  test: { images: Uint8Array; labels: Uint8Array };
  /** the loss of a network that has learnt nothing, if that is known */
  guess: number | null;
}

export const EPOCHS = 5; // of one press of Run

/** Keeps runs, newest last; `changed` is called after each report, with values that it watches. */
export class Lab {
  runs: Run[] = [];
  running = false;
  private trainer: Trainer | null = null;
  private opening: Promise<Trainer> | null = null;
  private spoiltBy = ""; // the mistakes in what the trainer was opened with
  private betweenRuns = true; // the next step begins a run

  constructor(
    private readonly material: Material,
    private readonly watch: string[],
    /** how many cores shall compute */
    private readonly cores: () => number,
    private readonly changed: (values: Record<string, Values>, finished: boolean) => void,
    private readonly failed: (error: EngineError) => void,
  ) {}

  /** Cores at work. */
  get shards(): number {
    return this.trainer?.shards ?? this.cores();
  }

  get run(): Run | undefined {
    return this.betweenRuns ? undefined : this.runs.at(-1);
  }

  /**
   * Settings have changed: what comes is another run. Goes on running if it was; refuses at once
   * what no run could be made with.
   */
  async renew(settings: RunSettings): Promise<void> {
    const wasRunning = this.running;
    await this.pause();
    this.betweenRuns = true;
    if (wasRunning) await this.start(settings);
    else await this.configure(settings);
  }

  async start(settings: RunSettings): Promise<void> {
    const trainer = await this.prepare(settings);
    const epoch = Math.ceil(this.material.train.labels.length / settings.batch_size);
    const taken = this.run?.losses.length ?? 0;
    this.running = true;
    await trainer.start(EPOCHS * epoch - (taken % (EPOCHS * epoch)));
  }

  /** Let as many cores compute as shall; a run goes on. */
  async share(): Promise<void> {
    await this.trainer?.share(this.cores());
  }

  async step(settings: RunSettings): Promise<void> {
    const trainer = await this.prepare(settings);
    this.running = false;
    await trainer.step();
  }

  async pause(): Promise<void> {
    if (!this.running) return;
    const report = await this.trainer?.pause();
    this.running = false;
    if (report) await this.take(report);
  }

  /** The parameters as they are now, in `state_dict` order. */
  async parameters(): Promise<Uint8Array> {
    return this.trainer ? this.trainer.parameters() : this.material.parameters;
  }

  /** Forget all runs but the present one. */
  forget(): void {
    this.runs = this.runs.slice(this.betweenRuns ? this.runs.length : -1);
  }

  /** The parameters that a run with these settings begins with. */
  begins({ made, seed }: RunSettings): Uint8Array {
    return spoil(this.material, ofMaterial(made), seed).parameters;
  }

  /** The mistakes of all runs are told from now on. */
  reveal(): void {
    for (const run of this.runs) run.secret = false;
  }

  close(): void {
    this.trainer?.close();
  }

  /** A trainer that stands where the present run does; begins a run where none is under way. */
  private async prepare(settings: RunSettings): Promise<Trainer> {
    const trainer = await (this.betweenRuns ? this.configure(settings) : this.open(settings));
    await this.share();
    if (!this.betweenRuns) return trainer;
    await trainer.reset();
    const spent = { step: 0, exchange: 0 };
    const run = { losses: [], scores: [], epoch: 0, speed: 0, spent, diverged: null };
    this.runs.push({ ...settings, ...run });
    this.betweenRuns = false;
    return trainer;
  }

  private async configure(settings: RunSettings): Promise<Trainer> {
    const trainer = await this.open(settings);
    const epoch = Math.ceil(this.material.train.labels.length / settings.batch_size);
    await trainer.configure({
      optimizer: options(settings.optimizer, settings.momentum),
      batch: settings.batch_size,
      ...spoilt(settings),
      seed: settings.seed,
      watch: this.watch,
      evaluateEvery: Math.max(1, Math.floor(epoch / 2)),
    });
    return trainer;
  }

  /** The trainer, another one where a run has mistakes in its material that it has not. */
  private async open({ made, seed }: RunSettings): Promise<Trainer> {
    const needed = ofMaterial(made);
    if (String(needed) !== this.spoiltBy) {
      (await this.opening?.catch(() => null))?.close();
      this.opening = null;
      this.spoiltBy = String(needed);
    }
    this.opening ??= Trainer.open({
      ...spoil(this.material, needed, seed),
      settings: { every: 60 },
      onReport: (report) => void this.take(report).catch(this.failed),
      onError: (error) => {
        this.running = false;
        this.failed(error);
      },
    });
    this.opening.catch(() => {
      this.opening = null;
    });
    this.trainer = await this.opening;
    return this.trainer;
  }

  private async take(report: Report): Promise<void> {
    const run = this.run;
    if (!run) return;
    run.losses.push(...report.losses);
    run.epoch = report.epoch;
    if (report.speed) Object.assign(run, { speed: report.speed, spent: report.spent });
    if (report.test?.accuracy != null) run.scores.push([report.step, report.test.accuracy]);
    const before = run.diverged;
    const found = divergence(run.losses, Math.max(run.losses[0], this.material.guess ?? 0));
    // Where a mistake is made on purpose, a loss that stays high is what there is to see.
    if (found?.kind === "nan" || !run.made.length) run.diverged ??= found;
    const finished = !report.running || (run.diverged !== null && !before);
    if (finished && this.running) {
      this.running = false;
      await this.trainer?.pause();
    }
    if (finished && run.scores.at(-1)?.[0] !== report.step && !report.losses.some(Number.isNaN)) {
      const score = await this.trainer?.evaluate();
      if (score?.accuracy != null) run.scores.push([report.step, score.accuracy]);
    }
    this.changed(report.values, finished);
  }
}
