// A value as a figure: its name and shape, and all its numbers if they are few, else a map of them.

import type { Values } from "../../engine";
import { element } from "../../shared/element";
import { say } from "../../shared/language";
import { drawMap } from "../shared/maps";
import { fixed, significant } from "../shared/numbers";
import type { TapeWords } from "./words";

const DIGITS = 4; // after the point, as PyTorch prints them
const FEW = 24; // numbers that are written out,
const WIDE = 6; // in so many columns
const MAPS = 16; // drawn of a value at most

/** Shape and dtype, as PyTorch prints them. */
export const kindOf = ({ shape }: Values, dtype: string) =>
  `(${shape.join(", ")}${shape.length === 1 ? "," : ""}) ${dtype}`;

/** The least and the largest of some numbers; NaN where there is one. */
export function rangeOf(data: ArrayLike<number>): [low: number, high: number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < data.length; i++) {
    low = Math.min(low, data[i]);
    high = Math.max(high, data[i]);
  }
  return [low, high];
}

/** The numbers of a value; `name` says which, to who does not see the picture. */
export function numbers(values: Values, name: string, words: TapeWords): HTMLElement {
  const { shape, data } = values;
  const columns = shape.at(-1) ?? 1;
  if (data.length === 0) return element("p", {}, words.noElements);
  if (data.length <= FEW && columns <= WIDE) return table(values, columns, name);
  const [low, high] = rangeOf(data);
  const flat = shape.length < 2 ? [1, data.length] : shape.slice(-2);
  const [height, width] = flat;
  const size = height * width;
  const count = data.length / size;
  const shown = Math.min(MAPS, count);
  const range = say(words.range, { low: significant(low, 3), high: significant(high, 3) });
  const cut = shown < count ? ` · ${say(words.firstMaps, { shown, count })}` : "";
  return element(
    "div",
    { class: "livenet-tape-maps" },
    ...Array.from({ length: shown }, (_, n) => {
      const label = say(words.map, { name, n: n + 1, count, range });
      const map = data.subarray(n * size, (n + 1) * size);
      const scale = low < 0 ? { signed: true, high: Math.max(-low, high) } : { low: 0, high };
      return heat(map, height, width, scale, label, count > 1);
    }),
    element("p", {}, `${range}${cut}`),
  );
}

/** Numbers of one table: as PyTorch prints them, or by their digits where some would be lost. */
export function written(data: Float32Array): string[] {
  const sizes = [...data].filter((x) => x !== 0).map(Math.abs);
  const lost = sizes.some((size) => size < 1e-3 || size >= 1e4);
  if (lost || data.every(Number.isInteger)) return [...data].map((x) => significant(x, DIGITS));
  return [...data].map((x) => fixed(x, DIGITS));
}

function table({ shape, data }: Values, columns: number, name: string): HTMLElement {
  const all = written(data);
  const rows = Array.from({ length: data.length / columns }, (_, row) => {
    const part = all.slice(row * columns, (row + 1) * columns);
    const cells = part.map((text) => element("td", {}, text));
    // Where one table of a tensor of more dimensions ends and the next begins.
    const height = shape.at(-2) ?? 1;
    const last = shape.length > 2 && row % height === height - 1;
    return element("tr", { class: last ? "livenet-tape-last" : undefined }, ...cells);
  });
  return element("table", { "aria-label": name }, element("tbody", {}, ...rows));
}

function heat(
  map: Float32Array,
  height: number,
  width: number,
  scale: Parameters<typeof drawMap>[4],
  label: string,
  many: boolean,
): HTMLElement {
  const canvas = element("canvas", { class: "livenet-map", role: "img", "aria-label": label });
  const room = many ? 60 : 176;
  const cell = Math.min(14, room / Math.max(width, height));
  canvas.style.width = `${Math.max(3, Math.round(cell * width))}px`;
  canvas.style.height = `${height === 1 ? 14 : Math.max(3, Math.round(cell * height))}px`;
  // A colour is only known once the canvas is in the page.
  queueMicrotask(() => drawMap(canvas, map, height, width, scale));
  return canvas;
}
