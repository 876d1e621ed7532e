// The reader's own digit on the first pages: a sheet, and what the network reads in it.

import { element, unique } from "../shared/element";
import { say } from "../shared/language";
import { centred } from "../widgets/draw-digit/mnist";
import { sheet } from "../widgets/draw-digit/sheet";
import { percent } from "../widgets/shared/numbers";
import type { Reading } from "./pupil";
import type { FrontWords } from "./words";

export interface Desk {
  root: HTMLElement;
  /** what is drawn, as MNIST would hold it; null of an empty sheet */
  image(): Uint8Array | null;
  /** Show what is read in it by a network that has learnt, or has not. */
  show(reading: Reading | null, learnt: boolean): void;
}

/** `drawn` is called when the drawing has changed. */
export function desk(words: FrontWords, drawn: () => void): Desk {
  const help = element("p", { class: "front-unseen", id: unique() }, words.help);
  const paper = sheet(words.sheet, help, drawn);
  const clear = element("button", { type: "button", onclick: paper.clear }, words.clear);
  const read = element("p", { class: "front-read", role: "status" });
  const title = element("p", { class: "front-write" }, words.write);
  return {
    root: element("div", { class: "front-desk" }, title, paper.root, read, clear, help),
    image: () => centred(paper.ink()),
    show(reading, learnt) {
      clear.disabled = !paper.changed();
      if (!reading) return read.replaceChildren();
      const values = { digit: reading.digit, share: percent(reading.share, 0) };
      const sentence = say(learnt ? words.reads : words.untrained, values);
      if (read.textContent !== sentence) read.textContent = sentence;
    },
  };
}
