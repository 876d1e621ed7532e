// The state of a race: what Python says of the surface, the walks over it, and which step is shown.

import type { AnyModel } from "@anywidget/types";
import { EngineError } from "../../engine/rules";
import { stillness } from "../shared/theme";
import { RACERS, type Racer } from "./marks";
import { type Point, type Range, type Whereabouts, walk, whereabouts } from "./race";
import { SURFACES } from "./surface";

const SLOWEST = 12; // steps a second
const LONGEST = 8; // seconds of a whole race
const STOPS = 10; // of a race for a reader who wants little motion, one each half second

/** What Python says of a surface. */
export interface Facts extends Range {
  formula: string;
  start: Point;
  minimum: Point | null;
}

/** Where a walk is at a step, and how high; null for an optimizer that stays out. */
export type Standing = { place: Point; height: number; whereabouts: Whereabouts } | null;

/** The walks of all optimizers from one start, as the widget's traits want them. */
export class Race {
  walks = new Map<Racer, Point[]>();

  constructor(private readonly model: AnyModel) {}

  get facts(): Facts {
    return this.model.get("surfaces")[this.model.get("surface")];
  }

  get surface() {
    return SURFACES[this.model.get("surface")];
  }

  get steps(): number {
    return this.model.get("steps");
  }

  get start(): Point {
    return this.model.get("starts")[this.model.get("surface")];
  }

  get learningRate(): number {
    return this.model.get("learning_rate");
  }

  /** Walk anew. */
  run(): void {
    const settings = {
      start: this.start,
      learning_rate: this.learningRate,
      momentum: this.model.get("momentum"),
      steps: this.steps,
    };
    this.walks = new Map();
    for (const name of RACERS) {
      try {
        this.walks.set(name, walk(this.surface, name, settings));
      } catch (error) {
        // Nesterov without momentum, which the note tells
        if (!(error instanceof EngineError)) throw error;
      }
    }
  }

  /** Where each optimizer is at a step. */
  standings(step: number): Map<Racer, Standing> {
    return new Map(
      RACERS.map((name) => {
        const path = this.walks.get(name);
        if (!path) return [name, null];
        const place = path[step];
        const height = this.surface.f(...place);
        return [name, { place, height, whereabouts: whereabouts(path, step, this.facts) }];
      }),
    );
  }
}

/** Which step is shown; while it plays, `changed` is called for each. */
export class Playback {
  step = 0; // the end is not given away
  private frame = 0; // of the animation

  constructor(
    private readonly steps: () => number,
    private readonly changed: () => void,
  ) {}

  get playing(): boolean {
    return this.frame !== 0;
  }

  /** Stop, at a step. */
  show(step: number): void {
    this.stop();
    this.step = step;
    this.changed();
  }

  stop(): void {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
  }

  /** Play on from the step that is shown, from the start if that is the last; or stop there. */
  toggle(): void {
    if (this.playing) {
      this.show(this.step);
      return;
    }
    const steps = this.steps();
    if (this.step >= steps) this.step = 0;
    const still = stillness();
    const stride = still ? Math.ceil(steps / STOPS) : 1;
    const wait = still ? 500 : 1000 / Math.max(SLOWEST, steps / LONGEST);
    let last = performance.now();
    const advance = (time: number) => {
      this.frame = requestAnimationFrame(advance);
      if (time - last < wait) return;
      last = time;
      if (this.step + stride >= this.steps()) return this.show(this.steps());
      this.step += stride;
      this.changed();
    };
    this.frame = requestAnimationFrame(advance);
    this.changed();
  }
}
