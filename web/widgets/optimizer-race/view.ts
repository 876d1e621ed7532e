// What a reader of OptimizerRace sees: the player, the picture, live numbers, the table, a note.

import { element } from "../../shared/element";
import { holdBriefly } from "../../shared/hold";
import { say } from "../../shared/language";
import { frame } from "../shared/frame";
import { fixed, significant } from "../shared/numbers";
import { plot } from "./plot";
import type { Point } from "./race";
import { remarks } from "./remarks";
import type { Playback, Race } from "./state";
import { table } from "./table";
import type { RaceWords } from "./words";

export interface Acts {
  toggle(): void;
  /** Show a step. */
  show(step: number): void;
  /** Go one step on. */
  advance(): void;
  /** The start is dragged to a place; null is the surface's own. */
  move(to: Point | null): void;
  /** The start is let go. */
  settle(): void;
}

export function raceView(place: HTMLElement, words: RaceWords, acts: Acts) {
  const { controls, picture, readout, announce } = frame(place, "optimizer-race", words);
  const go = element("button", { type: "button", class: "livenet-main", onclick: acts.toggle });
  const one = element("button", { type: "button", onclick: acts.advance }, words.step);
  const scrub = element("input", {
    type: "range",
    min: 0,
    "aria-label": words.at,
    oninput: () => acts.show(scrub.valueAsNumber),
  });
  const caption = element("p", { class: "livenet-formula" });
  const player = element("div", { class: "livenet-player" }, go, one, scrub);
  const stage = element("div", { class: "livenet-stage" }, player, caption);
  const chart = plot(stage, words, acts.move, acts.settle);
  stage.append(chart.root);
  const places = table(words);
  const note = element("p", { class: "livenet-note" });
  const numbers = element("div", { class: "livenet-numbers" }, readout, places.root);
  picture.append(controls, stage, numbers);
  picture.after(note);

  return {
    controls,

    /** Draw another surface. */
    ground({ facts, surface }: Race) {
      chart.ground(surface, facts, facts.minimum);
      caption.replaceChildren(
        element("span", {}, `f(x, y) = ${facts.formula}`),
        element("span", {}, facts.minimum ? words.minimum : words.bottomless),
      );
    },

    /** Draw all that shows the present step. */
    show(race: Race, { step, playing }: Playback) {
      const { steps, start, learningRate: rate } = race;
      const standings = race.standings(step);
      places.show(standings);
      const spoken = say(words.place, { x: fixed(start[0]), y: fixed(start[1]) });
      chart.walks(race.walks, step, start, spoken);
      if (go.textContent === words.pause && !playing && step >= steps) holdBriefly(go);
      go.textContent = playing ? words.pause : words.play;
      one.disabled = step >= steps;
      scrub.max = String(steps);
      scrub.value = String(step);
      const at = say(words.of, { step, steps });
      scrub.setAttribute("aria-valuetext", at);
      let lowest: [name: string, height: number] = ["–", Number.POSITIVE_INFINITY];
      for (const [name, standing] of standings) {
        if (standing && standing.height < lowest[1]) lowest = [name, standing.height];
      }
      // At the start all are as high.
      const [name, value] = [step ? lowest[0] : words.all, significant(lowest[1])];
      readout.replaceChildren(
        element("span", {}, element("b", {}, at)),
        element("span", {}, `${words.start} `, element("b", {}, spoken)),
        element("span", {}, `${words.learning_rate} `, element("b", {}, exact(rate))),
        element("span", {}, `${words.lowest} `, element("b", {}, `${name} ${value}`)),
      );
      note.textContent = remarks(words, standings, { rate, bottomless: !race.facts.minimum });
      const summary = step ? say(words.summary, { step, name, value }) : "";
      if (!playing) announce(`${summary} ${note.textContent}`);
    },

    remove: chart.remove,
  };
}

/** A number with all its digits in the attribute. */
const exact = (value: number) => element("data", { value }, significant(value));
