// What a reader of LayerLens sees: the digits to choose from, the network, and beside it what one
// number was made of.

import { element } from "../../shared/element";
import { frame } from "../shared/frame";
import { signed } from "../shared/numbers";
import { exactly, explanation } from "./account";
import { enlarged, seenDigit } from "./enlarged";
import { explain } from "./explain";
import { largestOf, overview, type Spot } from "./overview";
import { reach } from "./reach";
import type { Look } from "./state";
import { strip } from "./strip";
import { type LensWords, placeName, stageNameAt } from "./words";

export function lensView(
  place: HTMLElement,
  look: Look,
  words: LensWords,
  chooseDigit: (digit: number) => void,
) {
  const { stages } = look;
  const { controls, picture, readout, refuse, announce } = frame(place, "layer-lens", words);
  const thumbnails = strip(
    words,
    look.count,
    stages[0].shape,
    (digit) => look.image(digit),
    look.labels,
    chooseDigit,
  );
  const network = overview(stages, words, point, choose);
  network.first.append(readout);
  const map = enlarged(look, words, point, choose);
  const seen = seenDigit(look, words);
  const account = element("div", { class: "livenet-account" });
  const where = element("p", { class: "livenet-where" });
  picture.append(
    thumbnails.root,
    element(
      "div",
      { class: "livenet-halves" },
      network.root,
      where,
      element(
        "div",
        { class: "livenet-panel" },
        element("div", { class: "livenet-pair" }, map.root, seen.root),
        account,
      ),
    ),
  );

  const nameOf = ({ stage, index }: Spot) =>
    placeName(words, stageNameAt(words, stages, stage), index, stages[stage].shape);

  function point(spot: Spot | null) {
    look.pointed = spot;
    show();
  }

  function choose(spot: Spot) {
    look.choose(spot);
    show();
    if (!look.numbers) return;
    const value = look.numbers(stages[spot.stage].value)[spot.index];
    announce(`${nameOf(spot)}: ${signed(value, 3)}`);
  }

  /** Show the number under the pointer, else the chosen one. */
  function show() {
    const { numbers, spot } = look;
    if (!numbers) return;
    const stage = stages[spot.stage];
    const reaches = reach(stages, spot.stage, spot.index);
    network.show(spot, reaches, !look.pointed);
    where.replaceChildren(
      element("b", {}, nameOf(spot)),
      " = ",
      element("b", {}, exactly(numbers(stage.value)[spot.index])),
    );
    map.show();
    seen.show(reaches[0]);
    const pressed = account.contains(document.activeElement);
    account.replaceChildren(
      ...explanation(words, {
        stages,
        stage,
        index: spot.index,
        account: explain(stages, stage, spot.index, numbers),
        numbers,
        channel: look.shownChannel,
        chooseChannel(channel) {
          look.chooseChannel(channel);
          show();
        },
      }),
    );
    if (pressed) account.querySelector<HTMLElement>("[aria-pressed=true]")?.focus();
  }

  return {
    controls,
    refuse,

    /** Say that the network is being got ready. */
    wait: () => readout.replaceChildren(words.opening),

    /** Mark the digit that goes through, before its numbers come. */
    markDigit: () => thumbnails.choose(look.digit),

    /** Draw all numbers, in the colours of the theme. */
    draw() {
      if (look.numbers) network.draw(look.numbers);
      show();
    },

    /** Say what the network reads. */
    showResult() {
      if (!look.numbers) return;
      const output = stages[stages.length - 1];
      const scores = look.numbers(output.value);
      const result: [string, string][] = [];
      if (look.labels.length) result.push([words.written, String(look.labels[look.digit])]);
      if (output.shape.length === 1) {
        const best = largestOf(scores);
        result.push([words.reads, String(best)], [words.score, signed(scores[best], 2)]);
      }
      readout.replaceChildren(
        ...result.map(([name, text]) => element("span", {}, `${name} `, element("b", {}, text))),
      );
      announce(result.map((pair) => pair.join(" ")).join(words.comma));
    },
  };
}
