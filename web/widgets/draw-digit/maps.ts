// The maps of one layer, side by side, on one scale of grey.

import type { Tape, Values } from "../../engine";
import { element } from "../../shared/element";
import { say } from "../../shared/language";
import { drawMap } from "../shared/maps";
import type { DrawWords } from "./words";

const MOST = 16; // of a layer are drawn

/** `name` is the layer's in the tape. */
export function maps(name: string, tape: Tape, words: DrawWords) {
  const [all, rows, columns] = tape.values[tape.names[name]].shape.slice(1) as number[];
  const count = Math.min(MOST, all);
  const sentence = all > count ? words.some : count > 1 ? words.maps : words.one;
  const text = say(sentence, { name: words.names[name] ?? name, count, all, rows, columns });
  const canvases = Array.from({ length: count }, () => element("canvas", { class: "livenet-map" }));
  const root = element(
    "figure",
    { class: "livenet-maps", "data-count": count },
    element("figcaption", {}, text),
    element("div", { role: "img", "aria-label": text }, ...canvases),
  );
  const size = rows * columns;
  return {
    name,
    root,
    draw(values: Values | null) {
      if (!values) {
        for (const canvas of canvases) canvas.width = canvas.height = 1; // nothing yet
        return;
      }
      const { data } = values;
      let [low, high] = [0, 0];
      for (const value of data) [low, high] = [Math.min(low, value), Math.max(high, value)];
      for (const [n, canvas] of canvases.entries()) {
        const values = data.subarray(n * size, (n + 1) * size);
        drawMap(canvas, values, rows, columns, { low, high });
      }
    },
  };
}
