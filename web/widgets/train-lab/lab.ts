// The runs of TrainLab: it trains with the engine, keeps what each run did, and sees divergence.

import { classesOf, type Report, type Score, type Settings, Trainer } from "../../engine";
import { options } from "../shared/optimizers";
import { colourOf } from "./colours";
import { divergence } from "./divergence";
import { countOf, ofMaterial, spoil, spoilt } from "./mistakes";
import type { Material, Run, Told } from "./run";
import type { RunSettings } from "./script";

const EPOCHS = 5; // of one press of Run

/** Keeps runs, newest last. */
export class Lab {
  runs: Run[] = [];
  running = false;
  private trainer: Trainer | null = null;
  private opening: Promise<Trainer> | null = null;
  private spoiltBy = ""; // the mistakes in what the trainer was opened with
  private betweenRuns = true; // the next step begins a run
  private starting: Promise<unknown> = Promise.resolve(); // a pause before would be over before
  private renewal: Promise<unknown> = Promise.resolve(); // one at a time: it may close the trainer
  private glancing = false; // at the first test digits

  constructor(
    private readonly material: Material,
    /** what shall be reported of parameters */
    private readonly reported: () => Pick<Settings, "watch" | "apart">,
    /** how many cores shall compute */
    private readonly cores: () => number,
    private readonly told: Told,
    /** how many test digits are read at each report */
    private readonly first: number,
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
  renew(settings: RunSettings): Promise<void> {
    const renewed = this.renewal.then(() => this.renewNow(settings));
    this.renewal = renewed.catch(() => {});
    return renewed;
  }

  private async renewNow(settings: RunSettings): Promise<void> {
    const wasRunning = this.running;
    await this.pause();
    this.betweenRuns = true;
    if (wasRunning) await this.start(settings);
    else await this.look(settings);
  }

  /** Read the test digits as the untaught network does, unless a run has begun. */
  async look(settings: RunSettings): Promise<void> {
    const trainer = await this.configure(settings);
    if (!this.betweenRuns) return;
    await trainer.reset();
    const { read } = await trainer.evaluate();
    if (this.betweenRuns) this.told.read(read);
  }

  /** Steps of one press of Run. */
  stretch({ batch_size }: RunSettings): number {
    return EPOCHS * Math.ceil(this.material.train.labels.length / batch_size);
  }

  /** Epochs of one press of Run, at the end of which the last may not be whole. */
  epochs(settings: RunSettings): number {
    const digits = countOf(this.material.train.labels.length, settings.made);
    return Math.ceil(this.stretch(settings) / Math.ceil(digits / settings.batch_size));
  }

  async start(settings: RunSettings): Promise<void> {
    const trainer = await this.prepare(settings);
    const stretch = this.stretch(settings);
    const taken = this.run?.losses.length ?? 0;
    this.running = true;
    this.starting = trainer.start(stretch - (taken % stretch));
    await this.starting;
  }

  /** Let as many cores compute as shall; a run goes on. */
  async share(): Promise<void> {
    await this.trainer?.configure(this.reported());
    await this.trainer?.share(this.cores());
  }

  async step(settings: RunSettings): Promise<void> {
    const trainer = await this.prepare(settings);
    this.running = false;
    await trainer.step();
  }

  async pause(): Promise<void> {
    if (!this.running) return;
    await this.starting.catch(() => {}); // told where it was asked
    const report = await this.trainer?.pause();
    this.running = false;
    if (report) await this.take(report);
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
    await trainer.share(this.cores());
    if (!this.betweenRuns) return trainer;
    await trainer.reset();
    const spent = { step: 0, exchange: 0 };
    const curves = { losses: [], scores: [], unseen: [] };
    const run = { ...curves, epoch: 0, speed: 0, spent, apart: null, diverged: null };
    const taken = this.runs.map((other) => other.colour);
    this.runs.push({ ...settings, ...run, colour: colourOf(settings.optimizer, taken) });
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
      ...this.reported(),
      evaluateEvery: Math.max(1, Math.floor(epoch / 2)),
    });
    return trainer;
  }

  /** The trainer, another one where a run has mistakes in its material that it has not. */
  private async open({ made, seed }: RunSettings): Promise<Trainer> {
    const needed = ofMaterial(made);
    if (String(needed) !== this.spoiltBy) {
      const former = await this.opening?.catch(() => null);
      this.opening = null;
      await former?.configure({}); // answered after all that was asked before
      this.trainer = null;
      former?.close();
      this.spoiltBy = String(needed);
    }
    this.opening ??= Trainer.open({
      ...spoil(this.material, needed, seed),
      settings: { every: 60 },
      onReport: (report) => void this.take(report).catch(this.told.failed),
      onError: (error) => {
        this.running = false;
        this.told.failed(error);
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
    const before = run.diverged;
    add(run, report, this.material.guess ?? 0);
    if (report.test) this.told.read(report.test.read);
    const finished = !report.running || (run.diverged !== null && !before);
    if (finished && this.running) {
      const rest = await this.trainer?.pause(); // steps taken meanwhile
      this.running = false;
      if (rest) return this.take(rest);
    }
    this.told.changed(report.values);
    if (finished) await this.settle(run, report.step);
    else if (!report.test) void this.glance().catch(this.told.failed);
  }

  /** Training stands: give what is trained away, and read all test digits with it. */
  private async settle(run: Run, step: number): Promise<void> {
    // First of all, for whoever reads them in Python at once: what follows takes long.
    if (this.trainer) this.told.trained(await this.trainer.parameters());
    if (run.scores.at(-1)?.[0] !== step && !Number.isNaN(run.losses.at(-1))) {
      const score = await this.trainer?.evaluate();
      if (score && run === this.run) {
        note(run, step, score);
        this.told.read(score.read);
      }
    }
    this.told.settled();
  }

  /** Read the first test digits, unless that is still being done. */
  private async glance(): Promise<void> {
    if (this.glancing || !this.trainer || !this.first) return;
    this.glancing = true;
    const { images, labels } = this.material.test;
    const some = images.slice(0, this.first * (images.length / labels.length));
    const { output } = await this.trainer.predict(some).finally(() => {
      this.glancing = false;
    });
    this.told.read(classesOf(output.data, output.shape[0]));
  }
}

/** To a run what was reported of it. */
function add(run: Run, report: Report, guess: number): void {
  run.losses.push(...report.losses);
  run.epoch = report.epoch;
  run.apart = report.apart;
  if (report.speed) Object.assign(run, { speed: report.speed, spent: report.spent });
  if (report.test) note(run, report.step, report.test);
  const found = divergence(run.losses, Math.max(run.losses[0], guess));
  // Where a mistake is made on purpose, a loss that stays high is what there is to see.
  if (found?.kind === "nan" || !run.made.length) run.diverged ??= found;
}

function note(run: Run, step: number, { accuracy, loss }: Score): void {
  if (run.scores.at(-1)?.[0] === step) return;
  if (accuracy != null) run.scores.push([step, accuracy]);
  if (loss != null) run.unseen.push([step, loss]);
}
