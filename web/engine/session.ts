// A training session: it answers commands, trains in short slices, and reports what happened.
// It runs alike in a worker and on the page's own thread; `post` carries its answers away.

import { type Apart, apart } from "./apart";
import { type Data, Samples } from "./data";
import { EngineError } from "./errors";
import { kernelModule } from "./kernel-module";
import { Network, type State, type Trace, unknownName, type Values } from "./network";
import { checkRate, makeOptimizer } from "./optimizers";
import { isPart, type Vector } from "./parts";
import { lost, Peers } from "./peers";
import { defaults, type Settings } from "./settings";
import {
  countRight,
  type Found,
  follow,
  howOf,
  type Order,
  range,
  scoreChunks,
  stepTogether,
  together,
} from "./shard";
import { permutation } from "./shuffle";
import { sizeAt, type Tape } from "./tape";

export interface Opening {
  tape: Tape;
  /** as `livenet.tape.pack` wrote them */
  parameters: Uint8Array;
  train?: Data;
  test?: Data;
  settings?: Partial<Settings>;
  kernels?: "auto" | "plain";
}

export interface Score {
  loss: number | null;
  /** of 1 */
  accuracy: number;
  count: number;
  /** the class read in each sample */
  read: number[];
}

export interface Report {
  /** steps taken since the start or the last reset */
  step: number;
  /** epochs finished */
  epoch: number;
  loss: number;
  /** of the last batch, of 1 */
  accuracy: number;
  lr: number;
  /** the loss of each step since the last report */
  losses: number[];
  /** samples per second since the last report, steps only */
  speed: number;
  /** parts in which the last batch was computed */
  shards: number;
  /** milliseconds of a step since the last report, and of them those spent on exchanges */
  spent: { step: number; exchange: number };
  /** numbers in the training set of the last batch's samples */
  samples: number[];
  values: Record<string, Values>;
  /** where `apart` is set and the last batch was computed in parts */
  apart: Apart | null;
  test: Score | null;
  running: boolean;
}

/** What a caller may ask for; each is answered, in order, by its result or an error. */
export interface Commands {
  open(opening: Opening): Promise<{ kernels: "wasm" | "plain"; names: string[] }>;
  /** compute a part of each batch only, and the others elsewhere: a port to each, by rank */
  join(ports: (MessagePort | null)[]): Promise<void>;
  /** do what the first of them says, and nothing else from now on */
  follow(ports: (MessagePort | null)[], rank: number): void;
  /** train until `pause`, or for `steps` steps more */
  start(steps?: number): void;
  pause(): Promise<Report | null>;
  /** take `steps` steps and report */
  step(steps?: number): Promise<Report>;
  /** back to the first parameters, or to these */
  reset(parameters?: Uint8Array): Promise<void>;
  configure(settings: Partial<Settings>): Promise<void>;
  evaluate(): Promise<Score>;
  predict(images: Uint8Array, names?: string[], size?: [number, number]): Promise<Prediction>;
  parameters(): Promise<Uint8Array>;
  load(parameters: Uint8Array): Promise<void>;
  /** take one step on a batch of its own, a word a number, and tell all of it */
  trace(input: Uint8Array, target: Uint8Array): Promise<Trace>;
}

export interface Prediction {
  output: Values;
  values: Record<string, Values>;
}

/** A batch, and where it stands. */
interface Place {
  epoch: number;
  position: number;
  which: Int32Array;
}

const SLICE = 8; // milliseconds of training between two looks at the messages,
const ORDER = 24; // and of what shards are told to do at once: they wait for each order
const AT_ONCE = 8; // steps that are asked for, and taken without such a look

/** Let messages, and on the page's thread also the reader's input, have their turn. */
const giveTurn = () =>
  new Promise<void>((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });

export class Session implements Commands {
  private net!: Network;
  private initial!: Uint8Array;
  private train: Samples | null = null;
  private test: Samples | null = null;
  private settings = defaults;
  private sequence: Int32Array = new Int32Array(0); // of the epoch
  private position = 0; // next place in it
  private epoch = 0;
  private steps = 0;
  private remaining = 0; // steps to take while running
  private running = false;
  private loopId = 0; // a loop ends when another has started
  private busy: Promise<unknown> = Promise.resolve(); // one thing at a time touches the network
  private slice: Promise<unknown> = Promise.resolve(); // of training, the last
  private peers: Peers | null = null;
  private stale = true; // the others' numbers are not those of this network
  private shards = 1; // of the last step
  private before: State | null = null; // some steps, where shards have weights that nobody else has
  private losses: number[] = [];
  private which: Int32Array = new Int32Array(0); // samples of the last batch
  private sent: Vector[] = []; // gradients of its parts
  private whole: Float32Array | null = null; // `settings.apart`'s of all of it at once
  private accuracy = Number.NaN; // of the last batch; none yet
  private trainedSamples = 0; // samples since the last report,
  private spentMs = 0; // the milliseconds they took,
  private exchangeMs = 0; // those of exchanges among them,
  private takenSteps = 0; // and the steps
  private stepMs = 0; // of the last step
  private lastReport = 0;

  /** `onReport` while training; `onFailure` if training cannot go on. */
  constructor(
    private readonly onReport: (report: Report) => void,
    private readonly onFailure: (error: unknown) => void,
  ) {}

  async open({ tape, parameters, train, test, settings, kernels = "auto" }: Opening) {
    const module = kernels === "plain" ? null : await kernelModule();
    this.net = new Network(tape, parameters, module);
    this.initial = parameters.slice();
    this.train = train ? this.samplesOf(train) : null;
    this.test = test ? this.samplesOf(test) : null;
    this.settings = { ...defaults, batch: Math.min(defaults.batch, this.train?.count ?? 1) };
    this.change(settings ?? {});
    this.restart();
    return {
      kernels: module ? ("wasm" as const) : ("plain" as const),
      names: Object.keys(tape.names),
    };
  }

  async join(ports: (MessagePort | null)[]) {
    await this.alone(() => {
      this.peers?.close();
      this.peers = ports.length > 1 ? new Peers(0, ports) : null;
      this.peers?.watch(() => this.stepMs);
      this.stale = true;
    });
  }

  follow(ports: (MessagePort | null)[], rank: number) {
    void follow(this.net, { train: this.train, test: this.test }, new Peers(rank, ports));
  }

  start(steps = Number.POSITIVE_INFINITY) {
    if (steps !== Number.POSITIVE_INFINITY) demandWhole(steps);
    this.remaining = steps;
    if (!this.running) {
      this.running = true;
      this.lastReport = performance.now();
      this.trainInSlices(++this.loopId).catch((error) => {
        this.running = false;
        this.onFailure(error);
      });
    }
  }

  async pause() {
    this.running = false;
    await this.slice;
    return this.steps ? this.makeReport(null) : null;
  }

  async step(steps = 1) {
    demandWhole(steps);
    this.running = false;
    const report = await this.alone(async () => {
      for (let left = steps; left > 0; left -= AT_ONCE) {
        if (left < steps) await giveTurn();
        await this.takeSteps(Math.min(left, AT_ONCE), left <= AT_ONCE);
      }
      return this.makeReport(null);
    });
    this.onReport(report);
    return report;
  }

  async reset(parameters?: Uint8Array) {
    this.running = false;
    await this.alone(() => {
      if (parameters) this.initial = parameters.slice();
      this.restart();
    });
  }

  configure(settings: Partial<Settings>): Promise<void> {
    return this.alone(() => this.change(settings));
  }

  evaluate(): Promise<Score> {
    return this.alone(() => {
      if (!this.test) throw noSamples();
      return this.scoreSamples(this.test);
    });
  }

  predict(images: Uint8Array, names: string[] = [], size?: [number, number]): Promise<Prediction> {
    return this.alone(() => {
      const labels = new Uint8Array(this.countImages(images, size)); // asked for by none
      const samples = this.samplesOf({ images, labels, size });
      this.net.predict(samples.count, (batch) =>
        samples.fill({ ...batch, target: null }, range(0, samples.count)),
      );
      const values: Record<string, Values> = {};
      for (const name of names) values[name] = this.net.read(name, "prediction");
      return { output: this.net.read("output", "prediction"), values };
    });
  }

  parameters() {
    return this.alone(() => this.net.parameters());
  }

  load(parameters: Uint8Array) {
    return this.alone(() => {
      this.net.load(parameters);
      this.stale = true;
    });
  }

  trace(input: Uint8Array, target: Uint8Array) {
    return this.alone(() => {
      const n = input.length / 4 / product(this.sampleShapes()[0]);
      const batch = this.net.batch(n);
      batch.i32.set(new Int32Array(input.slice().buffer), batch.input.at);
      if (batch.target) batch.i32.set(new Int32Array(target.slice().buffer), batch.target.at);
      this.stale = true;
      return this.net.trace(n, this.settings.lr);
    });
  }

  /** Do something when nothing else is under way that touches the network. */
  private alone<T>(work: () => T | Promise<T>): Promise<T> {
    const done = this.busy.then(work);
    this.busy = done.catch(() => {});
    return done;
  }

  private restart() {
    this.net.load(this.initial);
    this.net.optimize(this.settings.optimizer);
    this.net.seed(this.settings.seed);
    this.steps = 0;
    this.epoch = 0;
    this.losses = [];
    this.stale = true;
    this.drawOrder();
  }

  private change(settings: Partial<Settings>) {
    const next = { ...this.settings, ...settings };
    checkRate(next.lr);
    makeOptimizer(next.optimizer);
    const most = this.train?.count ?? 1;
    if (!Number.isInteger(next.batch) || next.batch < 1 || (this.train && next.batch > most)) {
      throw new EngineError(
        "batch",
        "The batch size must be a whole number from 1 to {most}, not {value}.",
        { most, value: String(next.batch) },
      );
    }
    for (const name of next.watch) {
      if (!(name in this.net.tape.names)) throw unknownName(name);
    }
    if (next.apart !== null && !(`grad:${next.apart}` in this.net.tape.names)) {
      throw unknownName(next.apart);
    }
    const changed = JSON.stringify(next.optimizer) !== JSON.stringify(this.settings.optimizer);
    const reseeded = next.seed !== this.settings.seed;
    const reordered = reseeded || next.shuffle !== this.settings.shuffle;
    this.settings = next;
    if (changed) {
      this.net.optimize(next.optimizer);
      this.before = null;
    }
    if (reordered) this.drawOrder();
    if (reseeded) this.net.seed(next.seed);
    if (changed || reseeded) this.stale = true;
  }

  /** Train in slices until paused or done; between slices, messages are answered. */
  private async trainInSlices(loopId: number) {
    const goesOn = () => this.running && loopId === this.loopId;
    while (goesOn()) {
      let due = false;
      await this.alone(() => {
        const slice = async () => {
          const until = performance.now() + SLICE;
          while (goesOn() && !due && performance.now() < until) {
            const every = this.settings.evaluateEvery || Number.POSITIVE_INFINITY;
            const next = Math.min(this.remaining, every - (this.steps % every));
            const count = this.team ? Math.min(next, this.perOrder) : 1;
            await this.takeSteps(count);
            this.remaining -= count;
            if (this.remaining <= 0) this.running = false;
            due = this.steps % every === 0;
          }
        };
        const done = slice();
        this.slice = done.catch(() => {});
        return done;
      });
      const { test } = this;
      const score = due && test ? await this.alone(() => this.scoreSamples(test)) : null;
      if (score || !this.running || performance.now() - this.lastReport >= this.settings.every) {
        this.onReport(this.makeReport(score));
      }
      await giveTurn();
    }
  }

  /** The others, if this network's batches can be shared with them and a reader wants no sample's value. */
  private get team(): Peers | null {
    const { tape } = this.net;
    const own = new Set(tape.parameters.flatMap(({ value, grad }) => [value, grad]));
    const shared = tape.shards && this.settings.watch.every((name) => own.has(tape.names[name]));
    return shared ? this.peers : null;
  }

  /** Steps to order at once. */
  private get perOrder(): number {
    return Math.max(1, Math.floor(ORDER / (this.stepMs || ORDER)));
  }

  /** Give an order to the others; first, if they differ, all numbers. */
  private order(team: Peers, order: Order) {
    if (this.stale) {
      const { optimizer } = this.settings;
      team.tell({ order: "state", optimizer, state: this.net.state() } satisfies Order);
    }
    this.stale = false;
    team.tell(order);
  }

  private async scoreSamples(samples: Samples): Promise<Score> {
    const { team } = this;
    if (team) this.order(team, { order: "score" });
    const of = team?.count ?? 1;
    const found = [await scoreChunks(this.net, samples, 0, of, giveTurn)];
    for (let rank = 1; rank < of; rank++) {
      found.push(await this.heard(() => (team as Peers).from<Found[]>(rank)));
    }
    const read: number[] = [];
    let loss: number | null = 0;
    // in the order of the chunks, so that the sum is the same for any number of shards
    for (let chunk = 0; chunk < found.reduce((sum, list) => sum + list.length, 0); chunk++) {
      const [classes, sum] = found[chunk % of][Math.floor(chunk / of)];
      read.push(...classes);
      loss = loss === null || sum === null ? null : loss + sum;
    }
    const { count } = samples;
    const right = read.filter((best, i) => best === samples.label(i)).length;
    return { loss: loss && loss / count, accuracy: right / count, count, read };
  }

  /** Of a shard that is lost nobody hears any more: what comes is computed here alone. */
  private async heard<T>(talk: () => Promise<T>): Promise<T> {
    try {
      return await talk();
    } catch (error) {
      this.peers?.close();
      this.peers = null;
      throw error instanceof EngineError ? error : lost(String(error));
    }
  }

  /**
   * Some steps: the next batches, their gradients, the updates. Only those that end are counted; none,
   * if a shard is lost that had weights which nobody else has. If the last is computed in parts, it is
   * computed at once as well where that is to be `compared`.
   */
  private async takeSteps(count: number, compared = false) {
    const { team, settings, train } = this;
    if (!train) throw noSamples();
    const batches = Array.from({ length: count }, () => this.nextBatch());
    const { lr, zeroGrad, apart } = settings;
    const how = { lr, zeroGrad, kept: apart !== null };
    const shared = batches.map(
      ({ which }) => team && howOf(this.net, which.length, team, how.kept),
    );
    const divided = shared.some((one) => one && !isPart(one));
    this.before = divided ? this.net.state(this.before) : null;
    if (team) {
      this.order(team, {
        order: "steps",
        batches: batches.map(({ which }) => which.slice()), // and not the whole epoch's memory
        settings: how,
      });
    } else this.stale = true;
    for (const [taken, batch] of batches.entries()) {
      const { which } = batch;
      const last = taken === count - 1;
      const shards = shared[taken] && team ? team.count : 1;
      const alsoAtOnce = compared && shards > 1 && last;
      this.whole = alsoAtOnce ? this.gradientAtOnce(train, which) : null;
      const began = performance.now();
      const exchanged = team?.spentMs ?? 0;
      try {
        const [loss, right, sent] = team
          ? await this.heard(() => stepTogether(this.net, train, which, how, team))
          : this.stepAlone(train, which);
        if (team && last) await this.heard(() => together(this.net.level(), team));
        this.losses.push(loss);
        this.accuracy = right / which.length;
        this.sent = sent;
      } catch (error) {
        const none = this.net.uneven ? this.before : null;
        if (none) {
          this.net.adopt(none);
          this.steps -= taken;
          this.losses.splice(this.losses.length - taken);
        }
        this.before = null;
        this.goBack(none ? batches[0] : batch);
        throw error;
      }
      this.steps++;
      this.which = which;
      this.shards = shards;
      this.trainedSamples += which.length;
      this.takenSteps++;
      this.stepMs = performance.now() - began;
      this.spentMs += this.stepMs;
      this.exchangeMs += (team?.spentMs ?? 0) - exchanged;
    }
  }

  private stepAlone(
    train: Samples,
    which: Int32Array,
  ): [loss: number, right: number, sent: Vector[]] {
    train.fill(this.net.batch(which.length), which);
    const loss = this.net.gradients(which.length, this.settings.zeroGrad);
    const right = countRight(this.net.output(), train, which);
    this.net.update(this.settings.lr);
    return [loss, right, []];
  }

  /** The gradient of `settings.apart` on a batch, computed here alone; all is as before. */
  private gradientAtOnce(train: Samples, which: Int32Array): Float32Array | null {
    const { apart: name } = this.settings;
    if (name === null) return null;
    const state = this.net.state();
    train.fill(this.net.batch(which.length), which);
    this.net.gradients(which.length);
    const { data } = this.net.read(`grad:${name}`);
    this.net.adopt(state);
    return data;
  }

  private nextBatch(): Place {
    if (this.position >= this.sequence.length) {
      this.epoch++;
      this.drawOrder();
    }
    const { epoch, position } = this;
    const which = this.sequence.subarray(position, position + this.settings.batch);
    this.position += which.length;
    return { epoch, position, which };
  }

  /** To before a batch that was not taken. */
  private goBack({ epoch, position }: Place) {
    this.epoch = epoch;
    this.drawOrder();
    this.position = position;
  }

  private drawOrder() {
    const count = this.train?.count ?? 0;
    const { shuffle, seed } = this.settings;
    this.sequence = shuffle ? permutation(count, seed, this.epoch) : range(0, count);
    this.position = 0;
  }

  private makeReport(test: Score | null): Report {
    const report = {
      step: this.steps,
      epoch: this.epoch + (this.position >= this.sequence.length ? 1 : 0),
      loss: this.losses.at(-1) ?? Number.NaN,
      accuracy: this.accuracy,
      lr: this.settings.lr,
      losses: this.losses,
      speed: this.spentMs ? (1000 * this.trainedSamples) / this.spentMs : 0,
      shards: this.shards,
      spent: {
        step: this.spentMs / (this.takenSteps || 1),
        exchange: this.exchangeMs / (this.takenSteps || 1),
      },
      samples: [...this.which],
      values: Object.fromEntries(this.settings.watch.map((name) => [name, this.net.read(name)])),
      apart: this.apart,
      test,
      running: this.running,
    };
    this.losses = [];
    this.trainedSamples = 0;
    this.spentMs = 0;
    this.exchangeMs = 0;
    this.takenSteps = 0;
    this.lastReport = performance.now();
    return report;
  }

  private get apart(): Apart | null {
    const { settings, net, which, sent, whole } = this;
    if (settings.apart === null || !sent.length) return null;
    return apart(net.tape, settings.apart, which.length, sent, whole);
  }

  private countImages(images: Uint8Array, size?: [number, number]): number {
    const [input] = this.sampleShapes();
    const plane = size ? size[0] * size[1] : product(input.slice(-2));
    return Math.max(1, Math.floor(images.length / (product(input.slice(0, -2)) * plane)));
  }

  /** Shapes of one sample and of one output. */
  private sampleShapes(): [number[], number[]] {
    const { tape } = this.net;
    const value = (v: number) => tape.values[v].shape.slice(1).map((s) => sizeAt(s, 1));
    const input = tape.inputs.find((i) => i.name === "input") as { value: number };
    return [value(input.value), value(tape.output)];
  }

  private samplesOf(data: Data): Samples {
    const { tape } = this.net;
    const [input, output] = this.sampleShapes();
    const target = tape.inputs.find((i) => i.name === "target");
    const classes = !target || tape.values[target.value].dtype === "int64";
    return new Samples(data, input, product(output), classes);
  }
}

const noSamples = () =>
  new EngineError("nothing", "There are no samples to train on, or to be tested on.");

function demandWhole(steps: number) {
  if (!Number.isInteger(steps) || steps < 1)
    throw new EngineError(
      "steps",
      "The number of steps must be a whole number of at least 1, not {value}.",
      { value: String(steps) },
    );
}

const product = (sizes: number[]) => sizes.reduce((p, s) => p * s, 1);
