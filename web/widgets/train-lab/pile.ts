// The test digits that the network misreads, on a pile: while it learns, the pile shrinks.

import { element } from "../../shared/element";
import { say } from "../../shared/language";
import { drawMap } from "../shared/maps";
import { whole } from "../shared/numbers";
import type { TestDigits } from "./test-digits";
import type { TrainWords } from "./words";

const TILE = { wide: 20, narrow: 14 }; // px of a digit
const NARROW = 240; // px: a pile on a phone is narrower
const SHARP = 2; // pixels of the canvas to one of the page
const ACROSS = 32; // digits in a row of the sheet from which they are drawn

/** `show` piles up those digits in which another class than theirs was read. */
export function pile(words: TrainWords, digits: TestDigits) {
  const { labels, rows, columns } = digits;
  const count = labels.length;
  const canvas = element("canvas", { role: "img", "aria-label": words.pile });
  const caption = element("figcaption", {}, words.pile);
  const place = element("div", {}, canvas);
  const root = element("figure", { class: "livenet-pile" }, caption, place);
  const sheet = allDigits(digits);
  let misread: number[] | null = null;

  function draw() {
    const [width, height] = [place.clientWidth, place.clientHeight];
    if (!misread || !width) return;
    canvas.width = SHARP * width;
    canvas.height = SHARP * height;
    const context = canvas.getContext("2d");
    if (!context) return;
    context.scale(SHARP, SHARP);
    const tile = width < NARROW ? TILE.narrow : TILE.wide;
    const across = Math.max(1, Math.floor(width / tile));
    const layers = Math.ceil(misread.length / across);
    // Where they are too many, one lies over the other; the last ones lie on top.
    const lift = Math.min(tile, (height - tile) / Math.max(1, layers - 1));
    for (const [n, i] of misread.entries()) {
      const from = [columns * (i % ACROSS), rows * Math.floor(i / ACROSS), columns, rows] as const;
      const [x, y] = [tile * (n % across), height - tile - lift * Math.floor(n / across)];
      context.drawImage(sheet, ...from, x, y, tile - 1, tile - 1);
    }
  }

  const size = new ResizeObserver(draw);
  size.observe(place);
  return {
    root,
    show(read: ArrayLike<number>) {
      misread = Array.from(labels, (_, i) => i).filter((i) => read[i] !== labels[i]);
      caption.textContent = say(words.piled, {
        misread: whole(misread.length),
        count: whole(count),
      });
      canvas.ariaLabel = caption.textContent;
      draw();
    },
    remove: () => size.disconnect(),
  };
}

/** All digits in rows: they are drawn so often that each is made a picture once. */
function allDigits({ labels, image, rows, columns }: TestDigits): HTMLCanvasElement {
  const [width, height] = [columns * ACROSS, rows * Math.ceil(labels.length / ACROSS)];
  const inks = new Uint8Array(width * height);
  for (let i = 0; i < labels.length; i++) {
    const corner = width * rows * Math.floor(i / ACROSS) + columns * (i % ACROSS);
    for (let row = 0; row < rows; row++) {
      inks.set(image(i).subarray(row * columns, (row + 1) * columns), corner + width * row);
    }
  }
  const sheet = element("canvas", {});
  drawMap(sheet, inks, height, width, { low: 0, high: 255 });
  return sheet;
}
