// What a reader of DrawDigit sees: the sheet, the bars, what the network sees, its maps.

import type { Prediction, Tape } from "../../engine";
import { element, unique } from "../../shared/element";
import { say } from "../../shared/language";
import { frame } from "../shared/frame";
import { drawMap } from "../shared/maps";
import type { Outcome } from "../shared/network";
import { percent } from "../shared/numbers";
import { bars } from "./bars";
import { maps } from "./maps";
import { FIELD } from "./mnist";
import { CELLS } from "./pen";
import { largest, type Oddity, probabilities } from "./reading";
import { sheet } from "./sheet";
import { teachView } from "./teach";
import type { Example, Lesson } from "./teacher";
import type { DrawWords } from "./words";

const SURE = 0.5;

/**
 * `names` are those of the layers whose maps are shown; `drawn` is called when the ink changes;
 * `lessons` teaches the network the reader's digits, where there is a TrainLab to do it.
 */
export function drawView(
  place: HTMLElement,
  tape: Tape,
  names: string[],
  words: DrawWords,
  drawn: () => void,
  lessons: ((examples: Example[]) => Promise<[Lesson, Outcome | null]>) | null,
) {
  const { controls, picture, readout, notice, refuse, announce } = frame(
    place,
    "draw-digit",
    words,
  );
  const help = element("p", { class: "livenet-help", id: unique() }, words.help);
  const paper = sheet(words.sheet, help, drawn);
  const button = (text: string, onclick: () => void) =>
    element("button", { type: "button", onclick }, text);
  const undo = button(words.undo, paper.undo);
  const buttons = element(
    "div",
    { class: "livenet-buttons" },
    undo,
    button(words.clear, paper.clear),
  );
  const chart = bars(words);
  const note = element("p", { class: "livenet-note" });
  const seen = element("canvas", { class: "livenet-map", role: "img", "aria-label": words.seen });
  const beside = element("div", {}, element("p", {}, words.seen), note);
  const layers = names.map((name) => maps(name, tape, words));
  const pictures = element("div", { class: "livenet-layers" }, ...layers.map(({ root }) => root));
  picture.append(
    element(
      "div",
      { class: "livenet-desk" },
      readout,
      element("div", { class: "livenet-write" }, paper.root, buttons, help),
      element("div", { class: "livenet-read" }, chart.root),
      element("div", { class: "livenet-seen" }, seen, beside),
      pictures,
    ),
  );
  let now: Uint8Array | null = null; // what the network sees
  const lesson =
    lessons && teachView(words, { image: () => now, clear: paper.clear, teach: lessons });
  if (lesson) notice.before(lesson.root);

  return {
    controls,
    refuse,
    ink: paper.ink,

    /** Say that the network is being got ready. */
    wait: () => readout.replaceChildren(words.opening),

    /** Say whether the network is reading. */
    setBusy(busy: boolean) {
      if (busy) picture.setAttribute("aria-busy", "true");
      else picture.removeAttribute("aria-busy");
    },

    /** Draw what the network sees. */
    showImage(image: Uint8Array | null) {
      now = image;
      lesson?.update();
      drawMap(seen, image ?? new Uint8Array(FIELD * FIELD), FIELD, FIELD, { low: 0, high: 255 });
    },

    /** Show what was read, null of an empty sheet, and how the image differs from MNIST's. */
    show(prediction: Prediction | null, oddity: Oddity | null) {
      const shares = prediction && probabilities(prediction.output.data);
      undo.disabled = !paper.changed();
      chart.draw(shares);
      for (const layer of layers) layer.draw(prediction?.values[layer.name] ?? null);
      const best = shares ? largest(shares) : 0;
      const hesitant = shares !== null && shares[best] < SURE;
      note.textContent = oddity ? words[oddity] : hesitant ? words.hesitant : "";
      const result = shares
        ? say(words.reads, { digit: best, share: percent(shares[best]) })
        : words.empty;
      if (shares) {
        readout.replaceChildren(
          element(
            "span",
            {},
            `${words.reading} `,
            element("b", { class: "livenet-best" }, `${best}`),
          ),
          element("span", {}, `${words.probability} `, element("b", {}, percent(shares[best]))),
        );
      } else readout.replaceChildren(words.empty);
      const pen = paper.pen();
      const where = pen ? say(words[pen.state], { ...pen, cells: CELLS }) : "";
      if (paper.changed() || pen) {
        announce([where, result, note.textContent].filter(Boolean).join(words.between));
      }
    },
  };
}
