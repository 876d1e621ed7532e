// What a reader of TrainLab sees: the controls, beside them buttons, numbers and two charts; below,
// digits with what is read in them, the kernels or, where several cores compute a batch, the gradients
// of its parts, the table of runs, the pile of what is misread.

import type { Tape, Values } from "../../engine";
import { element, write } from "../../shared/element";
import { holdBriefly } from "../../shared/hold";
import { frame } from "../shared/frame";
import { whole } from "../shared/numbers";
import { onTheme } from "../shared/theme";
import { curves } from "./curves";
import { kernels } from "./kernels";
import type { Lab } from "./lab";
import { paceView } from "./pace";
import { partsView } from "./parts";
import { pile } from "./pile";
import { latestLoss, latestScore, runTable } from "./runs";
import { share } from "./share";
import { strip } from "./strip";
import type { TestDigits } from "./test-digits";
import type { TrainWords } from "./words";

const NARROW = 480; // px: below it, as in style.css, the table of runs is folded

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
  /** Take the weights trained last as a file. */
  take(): void;
  /** The link that the reader copies, or null where there is none. */
  address(): string | null;
}

interface State {
  /** whether the run stands at the end of a press of Run */
  done: boolean;
  /** whether somebody chose how many cores work */
  chosen: boolean;
  /** whether the gradients of a batch's parts are shown; else the kernels are more to look at */
  parted: boolean;
  /** whether there are trained weights */
  trained: boolean;
  /** where training is */
  sentence: string;
  /** the same in Python */
  script: string;
}

/** What the author of the page asks for. */
export interface Asked {
  /** how many cores shall work; 0 leaves it open */
  shards: number;
  /** the name of the curve of the test digits' loss, where that is drawn */
  unseen: string | null;
  /** whether some test digits stand in a row with what is read in them */
  strip: boolean;
}

export function labView(
  place: HTMLElement,
  tape: Tape,
  digits: TestDigits | null,
  asked: Asked,
  words: TrainWords,
  acts: Acts,
) {
  const stand = frame(place, "train-lab", words);
  const { controls, picture, readout, root, refusal, notice, announce } = stand;
  const button = (text: string, onclick: () => void, kind?: string) =>
    element("button", { type: "button", class: kind, onclick }, text);

  const go = button(words.run, acts.toggle, "livenet-main");
  const anew = button(words.reset, acts.renew);
  const one = button(words.step, acts.step);
  const state = element("p", { class: "livenet-state" });
  const lossChart = element("div", { role: "img", "aria-label": words.lossCurve });
  const accuracyChart = element("div", { role: "img", "aria-label": words.accuracyCurve });
  const bench = element("div", { class: "livenet-bench" });
  controls.before(bench);
  bench.append(controls, picture);
  picture.append(
    element("div", { class: "livenet-buttons livenet-go" }, go, readout, one, anew),
    element("div", { class: "livenet-said" }, state, refusal),
    element("div", { class: "livenet-charts" }, lossChart, accuracyChart),
  );
  const charts = curves(lossChart, accuracyChart, {
    step: words.at,
    loss: words.loss,
    accuracy: `${words.accuracy} (%)`,
    unseen: asked.unseen,
  });
  const row = asked.strip && digits ? strip(words, digits) : null;
  const misread = digits && pile(words, digits);
  const pictures = kernels(tape, words);
  const parts = partsView(words, tape);
  const table = runTable(words, asked.unseen);
  const clear = button(words.forget, acts.forget);
  const found = element("div", { class: "livenet-found" });
  if (pictures) found.append(pictures.root);
  if (parts) found.append(parts.root);
  found.append(table.root);
  const below = element("div", { class: "livenet-below" }, found);
  if (misread) below.append(misread.root);
  bench.after(...(row ? [row.root] : []), below);
  const take = button(words.weights, acts.take);
  take.title = words.weightsTold;
  const pace = paceView(words, tape, asked.shards > 0, acts.share);
  const shared = share(words, acts.address);
  const folded = element(
    "details",
    { class: "livenet-notice", hidden: true },
    element("summary", {}, words.runs),
  );
  const folds = [notice, folded, shared.root, pace.root, take, clear];
  root.append(element("div", { class: "livenet-folds" }, ...folds));
  const size = new ResizeObserver(([{ contentRect }]) => {
    const narrow = contentRect.width < NARROW;
    if (folded.hidden !== narrow) return; // or what is scrolled would be at its top again
    (narrow ? folded : found).append(table.root);
    folded.hidden = !narrow;
  });
  size.observe(root);
  const themed = onTheme(() => {
    pictures?.redraw();
    parts?.redraw();
  });

  const names = [words.at, words.epoch, words.loss, words.accuracy];
  const numbers = names.map(() => element("b"));
  const told = names.map((name, i) => element("span", {}, `${name} `, numbers[i]));
  told[3].className = "livenet-score";
  readout.replaceChildren(...told);

  return {
    controls,
    announce,

    /** Show a sentence on what was wrong and what to do; nothing takes it away. */
    refuse(sentence: string) {
      stand.refuse(sentence);
      state.toggleAttribute("hidden", sentence !== "");
    },

    /** What the engine shall report: the parameter whose pictures are drawn. */
    watched: pictures ? [pictures.name] : [],

    /** The parameter whose gradient is shown in parts. */
    parted: parts ? parts.name : null,

    /** The buttons, the sentence and the script as they should be now. */
    update(
      { running, run, runs, shards }: Lab,
      { done, chosen, parted, trained, sentence, script }: State,
    ) {
      take.toggleAttribute("hidden", !trained);
      pace.show(shards, chosen, run);
      parts?.show(parted ? shards : 1, run);
      // The gradients of the kernels take their place.
      if (pictures && parts) pictures.root.toggleAttribute("hidden", !parts.root.hidden);
      const ended = !running && (done || run?.diverged); // by itself
      if (go.textContent === words.pause && ended) holdBriefly(go);
      write(go, running ? words.pause : done ? words.more : words.run);
      write(state, sentence);
      anew.disabled = !run;
      clear.toggleAttribute("hidden", runs.length < 2);
      shared.show(script);
    },

    /** Draw the runs, over so many steps, and what was reported of parameters. */
    show({ run, runs }: Lab, steps: number, values: Record<string, Values>) {
      charts.draw(runs, steps);
      table.show(runs, run);
      if (pictures && values[pictures.name]) pictures.draw(values[pictures.name]);
      const counts = [whole(run?.losses.length ?? 0), whole(run?.epoch ?? 0)];
      for (const [i, text] of [...counts, latestLoss(run), latestScore(run)].entries()) {
        write(numbers[i], text);
      }
    },

    /** Show what was read: in all test digits, or in the first. */
    read(classes: number[]) {
      row?.show(classes);
      if (digits && classes.length === digits.labels.length) misread?.show(classes);
    },

    remove() {
      size.disconnect();
      themed();
      charts.remove();
      misread?.remove();
    },
  };
}
