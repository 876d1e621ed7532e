// A training session: it answers commands, trains in short slices, and reports what happened.
// It runs alike in a worker and on the page's own thread; `post` carries its answers away.

import { type Data, Samples } from "./data";
import { EngineError } from "./errors";
import { kernelModule } from "./kernel-module";
import { type Batch, Network, unknownName, type Values } from "./network";
import { checkRate, makeOptimizer } from "./optimizers";
import { defaults, type Settings } from "./settings";
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
  /** numbers in the training set of the last batch's samples */
  samples: number[];
  values: Record<string, Values>;
  test: Score | null;
  running: boolean;
}

/** What a caller may ask for; each is answered, in order, by its result or an error. */
export interface Commands {
  open(opening: Opening): Promise<{ kernels: "wasm" | "plain"; names: string[] }>;
  /** train until `pause`, or for `steps` steps more */
  start(steps?: number): void;
  pause(): Report | null;
  /** take `steps` steps and report */
  step(steps?: number): Promise<Report>;
  /** back to the first parameters, or to these */
  reset(parameters?: Uint8Array): void;
  configure(settings: Partial<Settings>): void;
  evaluate(): Promise<Score>;
  predict(images: Uint8Array, names?: string[], size?: [number, number]): Prediction;
  parameters(): Uint8Array;
  load(parameters: Uint8Array): void;
}

export interface Prediction {
  output: Values;
  values: Record<string, Values>;
}

const SLICE = 8; // milliseconds of training between two looks at the messages
const CHUNK = 100; // samples of an evaluation between two such looks

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
  private order: Int32Array = new Int32Array(0);
  private position = 0; // next place in the order
  private epoch = 0;
  private steps = 0;
  private remaining = 0; // steps to take while running
  private running = false;
  private loopId = 0; // a loop ends when another has started
  private evaluating = 0; // training waits while parameters are being judged
  private losses: number[] = [];
  private samples: Int32Array = new Int32Array(0);
  private accuracy = Number.NaN; // of the last batch; none yet
  private trainedSamples = 0; // samples since the last report,
  private spentMs = 0; // and the milliseconds they took
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
    this.configure(settings ?? {});
    this.reset();
    return {
      kernels: module ? ("wasm" as const) : ("plain" as const),
      names: Object.keys(tape.names),
    };
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

  pause() {
    this.running = false;
    return this.steps ? this.makeReport(null) : null;
  }

  async step(steps = 1) {
    demandWhole(steps);
    this.running = false;
    for (let i = 0; i < steps; i++) {
      if (i % 8 === 7) await giveTurn();
      this.takeStep();
    }
    const report = this.makeReport(null);
    this.onReport(report);
    return report;
  }

  reset(parameters?: Uint8Array) {
    this.running = false;
    if (parameters) this.initial = parameters.slice();
    this.net.load(this.initial);
    this.net.optimize(this.settings.optimizer);
    this.net.seed(this.settings.seed);
    this.steps = 0;
    this.epoch = 0;
    this.losses = [];
    this.drawOrder();
  }

  configure(settings: Partial<Settings>) {
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
    const changed = JSON.stringify(next.optimizer) !== JSON.stringify(this.settings.optimizer);
    const reseeded = next.seed !== this.settings.seed;
    this.settings = next;
    if (changed) this.net.optimize(next.optimizer);
    if (reseeded) {
      this.drawOrder();
      this.net.seed(next.seed);
    }
  }

  async evaluate(): Promise<Score> {
    if (!this.test) throw noSamples();
    this.evaluating++;
    try {
      return await this.scoreSamples(this.test);
    } finally {
      this.evaluating--;
    }
  }

  predict(images: Uint8Array, names: string[] = [], size?: [number, number]): Prediction {
    const labels = new Uint8Array(this.countImages(images, size)); // asked for by none
    const samples = this.samplesOf({ images, labels, size });
    this.net.predict(samples.count, (batch) =>
      samples.fill({ ...batch, target: null }, range(0, samples.count)),
    );
    const values: Record<string, Values> = {};
    for (const name of names) values[name] = this.net.read(name, "prediction");
    return { output: this.net.read("output", "prediction"), values };
  }

  parameters() {
    return this.net.parameters();
  }

  load(parameters: Uint8Array) {
    this.net.load(parameters);
  }

  /** Train in slices until paused or done; between slices, messages are answered. */
  private async trainInSlices(loopId: number) {
    while (this.running && loopId === this.loopId) {
      if (this.evaluating) {
        await giveTurn();
        continue;
      }
      const until = performance.now() + SLICE;
      let due = false;
      do {
        this.takeStep();
        if (--this.remaining <= 0) this.running = false;
        due = this.settings.evaluateEvery > 0 && this.steps % this.settings.evaluateEvery === 0;
      } while (this.running && !due && performance.now() < until);
      const score = due && this.test ? await this.scoreSamples(this.test) : null;
      if (score || !this.running || performance.now() - this.lastReport >= this.settings.every) {
        this.onReport(this.makeReport(score));
      }
      await giveTurn();
    }
  }

  private async scoreSamples(samples: Samples): Promise<Score> {
    let right = 0;
    let loss: number | null = 0;
    for (let from = 0; from < samples.count; from += CHUNK) {
      if (from) await giveTurn();
      const which = range(from, Math.min(from + CHUNK, samples.count));
      const fill = (batch: Batch) => samples.fill(batch, which);
      const found = this.net.predict(which.length, fill, this.net.tape.loss !== null);
      right += countRight(found.output, samples, which);
      loss = loss === null || found.loss === null ? null : loss + found.loss * which.length;
    }
    const { count } = samples;
    return { loss: loss && loss / count, accuracy: right / count, count };
  }

  /** One step: the next batch of the epoch, its gradients, the update. */
  private takeStep() {
    if (!this.train) throw noSamples();
    const began = performance.now();
    if (this.position >= this.order.length) {
      this.epoch++;
      this.drawOrder();
    }
    const which = this.order.subarray(this.position, this.position + this.settings.batch);
    this.position += which.length;
    const batch = this.net.batch(which.length);
    this.train.fill(batch, which);
    const loss = this.net.gradients(which.length, this.settings.zeroGrad);
    const right = countRight(this.net.output(), this.train, which);
    this.net.update(this.settings.lr);
    this.steps++;
    this.samples = which;
    this.accuracy = right / which.length;
    this.losses.push(loss);
    this.trainedSamples += which.length;
    this.spentMs += performance.now() - began;
  }

  private drawOrder() {
    this.order = permutation(this.train?.count ?? 0, this.settings.seed, this.epoch);
    this.position = 0;
  }

  private makeReport(test: Score | null): Report {
    const report = {
      step: this.steps,
      epoch: this.epoch + (this.position >= this.order.length ? 1 : 0),
      loss: this.losses.at(-1) ?? Number.NaN,
      accuracy: this.accuracy,
      lr: this.settings.lr,
      losses: this.losses,
      speed: this.spentMs ? (1000 * this.trainedSamples) / this.spentMs : 0,
      samples: [...this.samples],
      values: Object.fromEntries(this.settings.watch.map((name) => [name, this.net.read(name)])),
      test,
      running: this.running,
    };
    this.losses = [];
    this.trainedSamples = 0;
    this.spentMs = 0;
    this.lastReport = performance.now();
    return report;
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

const range = (from: number, to: number) =>
  Int32Array.from({ length: to - from }, (_, i) => from + i);

/** How many samples' largest output is at their class. */
function countRight(output: Float32Array, samples: Samples, which: ArrayLike<number>): number {
  const classes = output.length / which.length;
  let right = 0;
  for (let k = 0; k < which.length; k++) {
    let best = 0;
    for (let c = 1; c < classes; c++)
      if (output[k * classes + c] > output[k * classes + best]) best = c;
    if (best === samples.label(which[k])) right++;
  }
  return right;
}
