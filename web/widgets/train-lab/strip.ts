// Some digits of the test set in a row, and under each what the network reads in it now.

import { element, write } from "../../shared/element";
import { say } from "../../shared/language";
import { drawMap } from "../shared/maps";
import type { TestDigits } from "./test-digits";
import type { TrainWords } from "./words";

export const SHOWN = 24;

/** `show` writes the classes that were read, of those digits that `read` has. */
export function strip(words: TrainWords, { labels, image, rows, columns }: TestDigits) {
  const cells = Array.from({ length: Math.min(SHOWN, labels.length) }, (_, i) => {
    const canvas = element("canvas", { class: "livenet-map" });
    drawMap(canvas, image(i), rows, columns, { low: 0, high: 255 });
    const read = element("b", {}, "·");
    return { read, root: element("span", {}, canvas, read) };
  });
  // So many numbers, many times a second, are nothing to listen to: their sum is told.
  const row = element(
    "div",
    { role: "img", "aria-label": words.strip },
    ...cells.map(({ root }) => root),
  );
  row.ariaBusy = "true"; // until something was read
  const caption = element("figcaption", {}, words.strip);
  return {
    root: element("figure", { class: "livenet-strip" }, caption, row),
    show(read: ArrayLike<number>) {
      let right = 0;
      for (const [i, cell] of cells.entries()) {
        const hit = read[i] === labels[i];
        write(cell.read, `${read[i]}`);
        cell.root.dataset.right = `${hit}`;
        if (hit) right++;
      }
      row.ariaBusy = null;
      row.ariaLabel = say(words.stripTold, { right, shown: cells.length });
    },
  };
}
