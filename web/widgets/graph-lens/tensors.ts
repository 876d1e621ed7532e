// A tensor of the graph as a figure: its name, shape and numbers, and a small picture.

import { element } from "../../shared/element";
import { say } from "../../shared/language";
import { drawMap } from "../shared/maps";
import { fixed, significant } from "../shared/numbers";
import type { Picture, Scalar, TensorData } from "./types";
import type { GraphWords } from "./words";

const DIGITS = 5;

/** Writes tensors in the reader's language; `pictures` are the bytes of them all. */
export type TensorFigures = ReturnType<typeof tensorFigures>;

export function tensorFigures(tensors: TensorData[], pictures: Uint8Array, words: GraphWords) {
  const canvases = (picture: Picture, name: string) => {
    const { rows, columns, signed, scale, maps } = picture;
    const room = rows === 1 ? 240 : maps > 1 ? 66 : 128;
    const cell = Math.max(2, Math.min(14, Math.floor(room / Math.max(rows, columns))));
    return decode(picture, pictures).map((map, n) => {
      const label = maps > 1 ? `${name} ${n + 1}` : name;
      const canvas = element("canvas", {
        class: "livenet-map",
        role: "img",
        "aria-label": label,
      });
      canvas.style.width = `${cell * columns}px`;
      canvas.style.height = `${rows === 1 ? 14 : cell * rows}px`;
      // A colour is only known once the canvas is in the page.
      queueMicrotask(() =>
        drawMap(canvas, map, rows, columns, { signed, low: 0, high: Math.abs(scale) }),
      );
      return canvas;
    });
  };

  const cut = ({ shape, picture }: TensorData): string => {
    if (!picture) return "";
    const [rows, columns] = shape.length > 1 ? shape.slice(-2) : [1, shape[0]];
    const all = shape.slice(0, -2).reduce((product, n) => product * n, 1);
    const cuts: string[] = [];
    if (picture.maps < all) cuts.push(say(words.cutMaps, { n: picture.maps, all }));
    if (picture.rows < rows || picture.columns < columns) {
      const shown = { rows: picture.rows, columns: picture.columns };
      cuts.push(say(words.cutCells, { ...shown, allRows: rows, allColumns: columns }));
    }
    return cuts.join(" · ");
  };

  /** Its numbers: all of a few, else their range and norm. */
  const numbers = (tensor: TensorData): string => {
    const { shape, values, low, high, norm, dtype } = tensor;
    if (values) return nested(values.map(number), shape);
    if (low === undefined || high === undefined || norm === undefined) {
      return shape.includes(0) ? words.noElements : say(words.unshown, { kind: dtype });
    }
    const range = say(words.range, { low: number(low), high: number(high) });
    return tensor.picture?.signed || dtype.includes("float")
      ? `${range} · ${say(words.norm, { norm: number(norm) })}`
      : range;
  };

  return {
    /** In a few words: the number, or the shape of many. */
    brief(index: number): string {
      const tensor = tensors[index];
      return tensor.values?.length === 1 ? number(tensor.values[0]) : shapeOf(tensor.shape);
    },
    figure(index: number, name: string, ...more: Node[]): HTMLElement {
      const tensor = tensors[index];
      const kind = `${shapeOf(tensor.shape)} ${tensor.dtype}`;
      const lines = [numbers(tensor), cut(tensor)].filter(Boolean);
      return element(
        "figure",
        { class: "livenet-graph-tensor" },
        element(
          "figcaption",
          {},
          ...(more.length ? more : [element("code", {}, name)]),
          element("span", {}, kind),
        ),
        element("p", {}, lines[0]),
        ...(tensor.picture ? canvases(tensor.picture, name) : []),
        ...(lines[1] ? [element("p", {}, lines[1])] : []),
      );
    },
  };
}

/** A picture's values, map by map, as the bytes round them. */
export function decode(picture: Picture, pictures: Uint8Array): Float64Array[] {
  const { at, maps, rows, columns, signed, scale } = picture;
  const size = rows * columns;
  return Array.from({ length: maps }, (_, map) =>
    Float64Array.from(pictures.subarray(at + map * size, at + (map + 1) * size), (byte) =>
      signed ? (((byte << 24) >> 24) / 127) * scale : (byte / 255) * scale,
    ),
  );
}

export const shapeOf = (shape: number[]) => `(${shape.join(", ")})`;

function number(value: Scalar): string {
  return typeof value === "number"
    ? significant(value, DIGITS)
    : fixed(value === "nan" ? Number.NaN : value === "inf" ? 1 / 0 : -1 / 0);
}

/** Numbers in the brackets of their shape, as Python would write them. */
export function nested(values: string[], shape: number[]): string {
  if (shape.length === 0) return values[0];
  const size = values.length / shape[0];
  const rows = Array.from({ length: shape[0] }, (_, i) =>
    nested(values.slice(i * size, (i + 1) * size), shape.slice(1)),
  );
  return `[${rows.join(", ")}]`;
}
