// How fast a run goes, folded: digits a second, the milliseconds of a step, and the cores at work.

import type { Tape } from "../../engine";
import { element, write } from "../../shared/element";
import { fixed, whole } from "../shared/numbers";
import { coreChoice } from "./cores";
import type { Run } from "./run";
import type { TrainWords } from "./words";

/** `open` it where the author of the page chose how many cores work. */
export function paceView(
  words: TrainWords,
  tape: Tape,
  open: boolean,
  choose: (cores: number) => void,
) {
  const choice = coreChoice(words, tape, choose);
  const [speed, computing, exchanging] = [0, 1, 2].map(() => element("b"));
  const numbers = element(
    "p",
    { class: "livenet-paces" },
    element("span", {}, speed, ` ${words.speed}`),
    element("span", {}, `${words.computing} `, computing),
    element("span", {}, `${words.exchanging} `, exchanging),
  );
  const root = element(
    "details",
    { class: "livenet-notice livenet-pace", open },
    element("summary", {}, words.pace),
    element("div", {}, choice.root, numbers),
  );
  const milliseconds = (ms: number | undefined) =>
    ms === undefined ? "–" : `${fixed(ms, 1)} ${words.milliseconds}`;
  return {
    root,
    /** `chosen`: whether the reader, or the author, asked for so many. */
    show(shards: number, chosen: boolean, run: Run | undefined) {
      choice.show(shards, chosen);
      write(speed, run ? whole(run.speed) : "–");
      write(computing, milliseconds(run && run.spent.step - run.spent.exchange));
      write(exchanging, milliseconds(run?.spent.exchange));
    },
  };
}
