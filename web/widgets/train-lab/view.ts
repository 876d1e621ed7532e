// What a reader of TrainLab sees: buttons, two charts, the kernels, live numbers, the table of runs.

import type { Tape, Values } from "../../engine";
import { element } from "../../shared/element";
import { frame } from "../shared/frame";
import { fixed, whole } from "../shared/numbers";
import { onTheme } from "../shared/theme";
import { coreChoice } from "./cores";
import { curves } from "./curves";
import { kernels } from "./kernels";
import type { Lab } from "./lab";
import { latestLoss, latestScore, runTable } from "./runs";
import { share } from "./share";
import type { TrainWords } from "./words";

export interface Acts {
  /** Run, or pause. */
  toggle(): void;
  step(): void;
  /** Let so many cores compute. */
  share(cores: number): void;
  /** Begin another run. */
  renew(): void;
  /** Forget all runs but the present one. */
  forget(): void;
  /** The link that the reader copies, or null where there is none. */
  address(): string | null;
}

export function labView(place: HTMLElement, tape: Tape, words: TrainWords, acts: Acts) {
  const { controls, picture, readout, root, refuse, announce } = frame(place, "train-lab", words);
  const button = (text: string, onclick: () => void, kind?: string) =>
    element("button", { type: "button", class: kind, onclick }, text);

  const go = button(words.run, acts.toggle, "livenet-main");
  const anew = button(words.reset, acts.renew);
  const lossChart = element("div", { role: "img", "aria-label": words.lossCurve });
  const accuracyChart = element("div", { role: "img", "aria-label": words.accuracyCurve });
  const choice = coreChoice(words, tape, acts.share);
  const one = button(words.step, acts.step);
  picture.append(
    element("div", { class: "livenet-buttons" }, go, one, anew, choice.root),
    element("div", { class: "livenet-charts" }, lossChart, accuracyChart),
  );
  const charts = curves(lossChart, accuracyChart, {
    step: words.at,
    loss: words.loss,
    accuracy: `${words.accuracy} (%)`,
  });
  const pictures = kernels(tape, words);
  if (pictures) picture.append(pictures.root);
  const table = runTable(words);
  const clear = button(words.forget, acts.forget);
  readout.after(table.root, clear);
  const shared = share(words, acts.address);
  root.append(shared.root);
  const themed = onTheme(() => pictures?.redraw());

  const milliseconds = (ms: number | undefined) =>
    ms === undefined ? "–" : `${fixed(ms, 1)} ${words.milliseconds}`;
  const number = (name: string, value: string) =>
    element("span", {}, `${name} `, element("b", {}, value));

  return {
    controls,
    refuse,
    announce,

    /** What the engine shall report: the parameter whose pictures are drawn. */
    watched: pictures ? [pictures.name] : [],

    /** The buttons and the script as they should be now. */
    update({ running, run, runs, shards }: Lab, script: string) {
      choice.show(shards);
      go.textContent = running ? words.pause : words.run;
      anew.disabled = !run;
      clear.hidden = runs.length < 2;
      shared.show(script);
    },

    /** Draw the runs, and what was reported of parameters. */
    show({ run, runs }: Lab, values: Record<string, Values>) {
      charts.draw(runs);
      table.show(runs, run);
      if (pictures && values[pictures.name]) pictures.draw(values[pictures.name]);
      readout.replaceChildren(
        number(words.at, whole(run?.losses.length ?? 0)),
        number(words.epoch, whole(run?.epoch ?? 0)),
        number(words.loss, latestLoss(run)),
        number(words.accuracy, latestScore(run)),
        element("span", {}, element("b", {}, run ? whole(run.speed) : "–"), ` ${words.speed}`),
        number(words.computing, milliseconds(run && run.spent.step - run.spent.exchange)),
        number(words.exchanging, milliseconds(run?.spent.exchange)),
      );
    },

    /** Say that the network is being got ready. */
    wait() {
      readout.replaceChildren(words.opening);
    },

    remove() {
      themed();
      charts.remove();
    },
  };
}
