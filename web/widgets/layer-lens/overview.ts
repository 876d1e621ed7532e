// The network drawn from the digit to the output: the maps of each stage, what is pointed at, and
// what it was made of in the stages before.

import { element } from "../../shared/element";
import { say } from "../../shared/language";
import { drawMap } from "../shared/maps";
import { cones, type Pair } from "./cones";
import type { Numbers } from "./explain";
import { moved } from "./keys";
import type { Box, Reach } from "./reach";
import { indexOf, type Layout, layoutOf, type Place, placeOf, type Stage } from "./stages";
import { type LensWords, stageKind, stageName } from "./words";

/** A number of the network. */
export interface Spot {
  stage: number;
  index: number;
}

const MOST = 128; // maps of a stage that are drawn
const ACROSS = 8; // in a row, where layers stand one below the other

/** `point` hears of a number under the pointer, or null; `choose` of one clicked, or reached by keys. */
export function overview(
  stages: Stage[],
  words: LensWords,
  point: (spot: Spot | null) => void,
  choose: (spot: Spot) => void,
) {
  const rows = stages.map((stage, s) => {
    const isOutput = s === stages.length - 1;
    const name = stageName(words, stage, isOutput);
    const layout = layoutOf(stage.shape);
    const drawn = Math.min(layout.maps, MOST);
    const maps = Array.from({ length: drawn }, () => mapOf(layout));
    const kind = stageKind(words, stage);
    const shape = stage.shape.join("×");
    const field = element(
      "div",
      {
        class: "livenet-maps",
        style:
          `--across: ${Math.min(drawn, ACROSS)}; --side: ${sideOf(layout)}px;` +
          ` --beside: ${besideOf(drawn)}; --wide: ${wideOf(layout)}px`,
        role: "application",
        tabindex: 0,
        "aria-label": say(words.maps, { name, shape, kind }),
      },
      ...maps.map(({ root }) => root),
    );
    const all = drawn === layout.maps;
    const remark = all ? kind : say(words.fewer, { kind, shown: drawn, maps: layout.maps });
    const labels = element("div", { class: "livenet-labels", "aria-hidden": "true" });
    if (layout.wrapped !== null && layout.rows === 1) {
      labels.append(
        ...Array.from({ length: layout.wrapped }, (_, i) => element("span", {}, String(i))),
      );
    }
    const root = element(
      "div",
      { class: "livenet-stage" },
      element("p", {}, element("b", {}, name), ` ${shape} `, element("span", {}, remark)),
      element("div", { class: "livenet-field", style: field.style.cssText }, field, labels),
    );
    field.addEventListener("pointermove", (event) => {
      if (event.pointerType === "mouse") point(spotAt(s, event));
    });
    field.addEventListener("pointerleave", () => point(null));
    field.addEventListener("click", (event) => {
      const spot = spotAt(s, event);
      if (spot) choose(spot);
    });
    field.addEventListener("focus", () => {
      if (field.matches(":focus-visible") && last.stage !== s)
        choose({ stage: s, index: kept[s] ?? largest[s] });
    });
    field.addEventListener("keydown", (event) => {
      const index = moved(kept[s] ?? largest[s], event, layout, drawn);
      if (index === null) return;
      event.preventDefault();
      choose({ stage: s, index });
    });
    return { root, field, labels, layout, maps };
  });
  // The number last chosen in each stage; the largest where none was.
  const kept = stages.map((): number | null => null);
  const largest = stages.map(() => 0);
  let last: Spot = { stage: 0, index: 0 };

  function spotAt(stage: number, event: MouseEvent): Spot | null {
    const { layout, maps } = rows[stage];
    const map = maps.findIndex(({ root }) => root.contains(event.target as Node));
    if (map < 0) return null;
    const place = placeAt(maps[map].canvas, layout, event);
    const index = indexOf({ map, ...place }, layout);
    return layout.wrapped === null || index < layout.wrapped ? { stage, index } : null;
  }

  // Rows of numbers that follow one another stand in one column; all else is beside what is before.
  const root = element("div", { class: "livenet-network" });
  let column: HTMLElement | null = null;
  for (const { root: stage, layout } of rows) {
    if (layout.wrapped === null) {
      column = null;
      root.append(stage);
    } else {
      column ??= element("div", { class: "livenet-column" });
      column.append(stage);
      root.append(column);
    }
  }
  const drawnCones = cones(root);
  /** Show again what is shown, where it is now. */
  let again = () => {};
  new ResizeObserver(() => again()).observe(root);

  /** What of a stage is in an outline, as it lies on the screen. */
  function outlines(s: number, spot: Spot, reach: Reach): Element[] {
    const { field, layout, maps } = rows[s];
    if (s === spot.stage) return maps.map((map) => map.spot).filter((i) => !i.hidden);
    if (typeof reach === "string") return [];
    const { top, left, bottom, right } = reach;
    const all = bottom - top === layout.rows && right - left === layout.columns;
    if (reach.map === null && all) return [field];
    return maps.map((map) => map.box).filter((i) => !i.hidden);
  }

  /** What each number and each patch was made of, from layer to layer. */
  function pairs(spot: Spot, reaches: Reach[]): Pair[] {
    const found: Pair[] = [];
    for (let s = spot.stage; s > 0; s--) {
      const from = outlines(s, spot, reaches[s]);
      if (!from.length) continue;
      const first = s === spot.stage;
      for (const { stage } of stages[s].sources) {
        const to = outlines(stage, spot, reaches[stage]);
        if (from.length === 1 || to.length === 1) {
          found.push(...from.flatMap((a) => to.map((b): Pair => [a, b, first])));
        } else if (stages[s].kind !== "convolution" && from.length === to.length) {
          found.push(...from.map((a, i): Pair => [a, to[i], first]));
        } else if (to.length) found.push([rows[s].field, rows[stage].field, first]);
      }
    }
    return found;
  }

  return {
    root,

    /** Where the first stage is, for what is said of the digit. */
    first: rows[0].root,

    /** Draw all maps; those of a stage have one scale. */
    draw(numbers: Numbers) {
      for (const [s, { layout, maps, labels }] of rows.entries()) {
        const values = numbers(stages[s].value);
        const scale = scaleOf(values, s === 0);
        const size = layout.rows * layout.columns;
        for (const [m, { canvas }] of maps.entries()) {
          drawMap(canvas, part(values, m * size, size), layout.rows, layout.columns, scale);
        }
        largest[s] = largestOf(values);
        for (const [i, label] of [...labels.children].entries()) {
          label.toggleAttribute("data-largest", i === largest[s]);
        }
      }
    },

    /** Mark a number, and what it was made of. */
    show(spot: Spot, reaches: Reach[], chosen: boolean) {
      if (chosen) {
        last = spot;
        kept[spot.stage] = spot.index;
      }
      for (const [s, { layout, maps }] of rows.entries()) {
        const place = s === spot.stage ? placeOf(spot.index, layout) : null;
        for (const [m, map] of maps.entries()) {
          put(map.spot, place?.map === m ? boxOf(place) : null, layout);
          const box = s < spot.stage ? reaches[s] : "none";
          const shown = typeof box !== "string" && (box.map === null || box.map === m);
          put(map.box, shown ? box : null, layout);
        }
      }
      again = () => drawnCones.show(pairs(spot, reaches));
      again();
    },
  };
}

/** A map with room for its two outlines. */
function mapOf({ rows, columns }: Layout) {
  const canvas = element("canvas", { class: "livenet-map", "aria-hidden": "true" });
  const box = element("i", { class: "livenet-box", hidden: true });
  const spot = element("i", { class: "livenet-spot", hidden: true });
  const root = element(
    "span",
    {
      class: "livenet-framed",
      style: `aspect-ratio: ${columns} / ${rows}`,
    },
    canvas,
    box,
    spot,
  );
  return { root, canvas, box, spot };
}

/** How many maps stand side by side where layers do. */
const besideOf = (maps: number) => (maps <= 1 ? 1 : maps <= 6 ? 2 : maps <= 16 ? 4 : ACROSS);

/** How wide a map is drawn where layers stand side by side, in px. */
function wideOf({ maps, columns, rows, wrapped }: Layout): number {
  if (wrapped !== null) return columns * (rows === 1 ? 11.5 : 9);
  return maps === 1
    ? Math.min(96, Math.max(49, 3 * columns))
    : Math.max(49, Math.min(76, 34 + 1.5 * columns));
}

/** The same where one stands below the other: small ones are enlarged. */
function sideOf({ columns, rows, wrapped }: Layout): number {
  if (wrapped !== null) return columns * (rows === 1 ? 24 : 12);
  return columns * ([1, 2, 3, 4, 6].findLast((px) => px * columns <= 64) ?? 1);
}

/** The row and column of a map under the pointer. */
export function placeAt(canvas: HTMLCanvasElement, { rows, columns }: Layout, event: MouseEvent) {
  const area = canvas.getBoundingClientRect();
  const at = (share: number, size: number) =>
    Math.min(size - 1, Math.max(0, Math.floor(share * size)));
  return {
    row: at((event.clientY - area.top) / area.height, rows),
    column: at((event.clientX - area.left) / area.width, columns),
  };
}

/** Lay an outline around a box of a map, or hide it. */
export function put(outline: HTMLElement, box: Box | null, { rows, columns }: Layout): void {
  outline.hidden = box === null;
  if (!box) return;
  outline.style.top = `${(100 * box.top) / rows}%`;
  outline.style.left = `${(100 * box.left) / columns}%`;
  outline.style.height = `${(100 * (box.bottom - box.top)) / rows}%`;
  outline.style.width = `${(100 * (box.right - box.left)) / columns}%`;
}

export const boxOf = ({ map, row, column }: Place): Box => ({
  map,
  top: row,
  left: column,
  bottom: row + 1,
  right: column + 1,
});

/** Black to white from 0 to the largest; signed where there is a negative number. */
export function scaleOf(values: ArrayLike<number>, isInput: boolean) {
  let [low, high] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    low = Math.min(low, values[i]);
    high = Math.max(high, values[i]);
  }
  if (isInput && low >= 0) return { low: 0, high: 1 };
  return low < 0 ? { signed: true, high: Math.max(high, -low) } : { low: 0, high: high || 1 };
}

/** So many values from a place on; 0 where there are no more. */
export function part(values: ArrayLike<number>, from: number, size: number): Float32Array {
  return Float32Array.from({ length: size }, (_, i) => values[from + i] ?? 0);
}

export function largestOf(values: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i] > values[best]) best = i;
  return best;
}
