// What every instrument has, from the top: title, what to try first, controls, picture, live
// numbers, a sentence when something is refused, three things to notice.

import { element, unique, write } from "../../shared/element";
import { language } from "../../shared/language";
import { keepKeys } from "./keys";

export interface FrameWords {
  title: string;
  /** what to try first, one sentence */
  try: string;
  /** three things to notice; the first sentence of none says "notice" */
  notice: [string, string, string];
}

export interface Frame {
  root: HTMLElement;
  controls: HTMLElement;
  picture: HTMLElement;
  /** live numbers, in tabular figures */
  readout: HTMLElement;
  /** where `refuse` says its sentence */
  refusal: HTMLElement;
  /** the three things to notice, folded */
  notice: HTMLElement;
  /** Show a sentence on what was wrong and what to do; nothing takes it away. */
  refuse(sentence: string): void;
  /** Tell a screen reader what has become, at most every two seconds, the last word at the end. */
  announce(sentence: string): void;
}

const NOTICE = { en: "Three things to notice", zh: "三件值得看的事" };
const PAUSE = 2000;

/**
 * Lay out an instrument in the element that anywidget gives. `name` is its folder's, under whose
 * class scripts/widgets.mjs puts its stylesheet.
 */
export function frame(place: HTMLElement, name: string, words: FrameWords): Frame {
  const spoken = language();
  const title = element("p", { class: "livenet-title", id: unique() }, words.title);
  const controls = element("div", { class: "livenet-controls" });
  const picture = element("div", { class: "livenet-picture" });
  const readout = element("p", { class: "livenet-readout" });
  const refusal = element("p", { class: "livenet-refusal", role: "alert" });
  const status = element("p", { class: "livenet-unseen", role: "status" });
  const notice = element(
    "details",
    { class: "livenet-notice" },
    element("summary", {}, NOTICE[spoken]),
    element("ul", {}, ...words.notice.map((sentence) => element("li", {}, sentence))),
  );
  // Of several on a page each has a name of its own.
  const before = document.querySelectorAll(`.livenet-${name}`).length;
  const label = before
    ? { "aria-label": `${words.title} (${before + 1})` }
    : { "aria-labelledby": title.id };
  const root = element(
    "section",
    { class: `livenet livenet-${name}`, lang: spoken === "zh" ? "zh-CN" : "en", ...label },
    title,
    element("p", { class: "livenet-try" }, words.try),
    controls,
    refusal,
    picture,
    readout,
    status,
    notice,
  );
  keepKeys(root);
  place.append(root);

  let last = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    root,
    controls,
    picture,
    readout,
    refusal,
    notice,
    refuse(sentence) {
      write(refusal, sentence);
    },
    announce(sentence) {
      clearTimeout(timer);
      const wait = Math.max(0, last + PAUSE - performance.now());
      timer = setTimeout(() => {
        last = performance.now();
        status.textContent = sentence;
      }, wait);
    },
  };
}
