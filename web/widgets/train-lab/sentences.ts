// What TrainLab says of its runs: where training is, what came of it, and when it has failed.

import { say } from "../../shared/language";
import { fixed, significant, whole } from "../shared/numbers";
import type { Lab, Run } from "./lab";
import { mistakeWords } from "./mistake-words";
import { gentler } from "./rates";
import { latestLoss, latestScore } from "./runs";
import type { TrainWords } from "./words";

/** Whether the present run stands at the end of a press of Run. */
export function isDone({ run, running }: Lab, stretch: number): boolean {
  return run !== undefined && !running && run.losses.length > 0 && !(run.losses.length % stretch);
}

/** Where training is; `stretch` is how many steps a press of Run takes. */
export function whereabouts(words: TrainWords, lab: Lab, stretch: number): string {
  const { run, running } = lab;
  const step = run?.losses.length ?? 0;
  if (run && running) {
    const epoch = run.epoch + 1;
    const each = lab.epochs(run);
    return say(words.training, { epoch, of: each * Math.ceil(epoch / each) });
  }
  if (!run || !step) return words.ready;
  if (isDone(lab, stretch)) return say(words.done, { epochs: run.epoch });
  const of = stretch * Math.ceil(step / stretch);
  return say(words.halfway, { step: whole(step), of: whole(of) });
}

/** The numbers of a run. */
export const summary = (words: TrainWords, run: Run): string =>
  say(words.summary, {
    step: run.losses.length,
    loss: latestLoss(run, 2),
    accuracy: latestScore(run),
  });

/** That a run has diverged, and what to try. */
export function diverged(words: TrainWords, run: Run): string {
  const { kind, step } = run.diverged ?? { kind: "nan", step: 0 };
  const loss = fixed(run.losses[step - 1]);
  if (run.made.length) return say(mistakeWords().nan, { step, loss });
  return say(run.zero_grad ? words[kind] : words.forgotten, {
    step,
    loss,
    lr: significant(gentler(run.optimizer, run.learning_rate), 2),
  });
}
