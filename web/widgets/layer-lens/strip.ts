// The digits to choose from, as a strip of small pictures: one is chosen, arrow keys choose others.

import { element } from "../../shared/element";
import { say } from "../../shared/language";
import { drawMap } from "../shared/maps";
import { layoutOf } from "./stages";
import type { LensWords } from "./words";

export function strip(
  words: LensWords,
  count: number,
  shape: number[],
  imageOf: (digit: number) => Uint8Array,
  labels: number[],
  chosen: (digit: number) => void,
) {
  const { rows, columns } = layoutOf(shape);
  const buttons = Array.from({ length: count }, (_, n) => {
    const canvas = element("canvas", { class: "livenet-map", "aria-hidden": "true" });
    drawMap(canvas, imageOf(n).subarray(0, rows * columns), rows, columns, { low: 0, high: 255 });
    const name = labels.length ? words.thumbnail : words.thumbnailUnlabelled;
    return element(
      "button",
      {
        type: "button",
        role: "radio",
        "aria-label": say(name, { n, label: labels[n] }),
        onclick: () => chosen(n),
      },
      canvas,
    );
  });
  const root = element(
    "div",
    { class: "livenet-strip", role: "radiogroup", "aria-label": words.strip },
    ...buttons,
  );
  root.addEventListener("keydown", (event) => {
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (at < 0 || step === undefined) return;
    event.preventDefault();
    const next = (at + step + count) % count;
    buttons[next].focus();
    chosen(next);
  });
  return {
    root,
    choose(digit: number) {
      for (const [n, button] of buttons.entries()) {
        button.setAttribute("aria-checked", String(n === digit));
        button.tabIndex = n === digit ? 0 : -1;
      }
    },
  };
}
