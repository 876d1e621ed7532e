// What a reader of TrainLab sees: buttons, two charts, the kernels, live numbers, the table of runs.

import type { Tape, Values } from "../../engine";
import { element } from "../../shared/element";
import { frame } from "../shared/frame";
import { whole } from "../shared/numbers";
import { onTheme } from "../shared/theme";
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
  /** Begin another run. */
  renew(): void;
  /** Forget all runs but the present one. */
  forget(): void;
  /** The link that the reader copies, or null where there is none. */
  address(): string | null;
}

export function labView(place: HTMLElement, tape: Tape, said: TrainWords, acts: Acts) {
  const { controls, picture, readout, root, refuse, announce } = frame(place, "train-lab", said);
  const button = (text: string, onclick: () => void, kind?: string) =>
    element("button", { type: "button", class: kind, onclick }, text);

  const go = button(said.run, acts.toggle, "livenet-main");
  const anew = button(said.reset, acts.renew);
  const lossChart = element("div", { role: "img", "aria-label": said.lossCurve });
  const accuracyChart = element("div", { role: "img", "aria-label": said.accuracyCurve });
  picture.append(
    element("div", { class: "livenet-buttons" }, go, button(said.step, acts.step), anew),
    element("div", { class: "livenet-charts" }, lossChart, accuracyChart),
  );
  const charts = curves(lossChart, accuracyChart, {
    step: said.at,
    loss: said.loss,
    accuracy: `${said.accuracy} (%)`,
  });
  const pictures = kernels(tape, said);
  if (pictures) picture.append(pictures.root);
  const table = runTable(said);
  const clear = button(said.forget, acts.forget);
  readout.after(table.root, clear);
  const shared = share(said, acts.address);
  root.append(shared.root);
  const themed = onTheme(() => pictures?.redraw());

  const number = (name: string, value: string) =>
    element("span", {}, `${name} `, element("b", {}, value));

  return {
    controls,
    refuse,
    announce,

    /** What the engine shall report: the parameter whose pictures are drawn. */
    watched: pictures ? [pictures.name] : [],

    /** The buttons and the script as they should be now. */
    update({ running, run, runs }: Lab, script: string) {
      go.textContent = running ? said.pause : said.run;
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
        number(said.at, whole(run?.losses.length ?? 0)),
        number(said.epoch, whole(run?.epoch ?? 0)),
        number(said.loss, latestLoss(run)),
        number(said.accuracy, latestScore(run)),
        element("span", {}, element("b", {}, run ? whole(run.speed) : "–"), ` ${said.speed}`),
      );
    },

    /** Say that the network is being got ready. */
    wait() {
      readout.replaceChildren(said.opening);
    },

    remove() {
      themed();
      charts.remove();
    },
  };
}
