// The picture of the first pages: digits in rows, and under each what is read in it.

import { element } from "../shared/element";
import { drawMap } from "../widgets/shared/maps";
import { SIDE } from "./material";
import type { Reading } from "./pupil";
import type { FrontWords } from "./words";

export interface Digits {
  root: HTMLElement;
  /** Show what is read in each; how many are right. */
  show(readings: Reading[]): number;
}

export function digits(images: Uint8Array, labels: number[], words: FrontWords): Digits {
  const cells = labels.map((_, i) => {
    const canvas = element("canvas", {});
    const image = images.subarray(i * SIDE * SIDE, (i + 1) * SIDE * SIDE);
    drawMap(canvas, image, SIDE, SIDE, { low: 0, high: 255 });
    const read = element("b", {}, "·");
    return { read, root: element("span", {}, canvas, read) };
  });
  const root = element("div", { class: "front-digits" }, ...cells.map(({ root }) => root));
  // Forty numbers, many times a second, are nothing to listen to: their sum is told.
  root.setAttribute("role", "img");
  return {
    root,
    show(readings) {
      let right = 0;
      for (const [i, { read, root }] of cells.entries()) {
        const digit = readings[i].digit;
        read.textContent = `${digit}`;
        root.dataset.right = `${digit === labels[i]}`;
        root.title = digit === labels[i] ? "" : words.wrong;
        if (digit === labels[i]) right++;
      }
      return right;
    },
  };
}
