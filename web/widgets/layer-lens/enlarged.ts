// Two maps drawn large: the one with the number that is shown, and the digit with what of it that
// number has seen.

import { element } from "../../shared/element";
import { say } from "../../shared/language";
import { drawMap } from "../shared/maps";
import { boxOf, part, placeAt, put, type Spot, scaleOf } from "./overview";
import type { Reach } from "./reach";
import { indexOf, layoutOf, placeOf } from "./stages";
import type { Look } from "./state";
import { type LensWords, stageNameAt } from "./words";

/**
 * The map of the number that is shown. A finger may search in it: it has no other way to see what
 * it covers. `point` hears of a number under it, or null; `choose` of one that it leaves.
 */
export function enlarged(
  look: Look,
  words: LensWords,
  point: (spot: Spot | null) => void,
  choose: (spot: Spot) => void,
) {
  const map = bigMap();
  const spotAt = (event: PointerEvent): Spot | null => {
    const { stage, index } = look.spot;
    const layout = layoutOf(look.stages[stage].shape);
    const place = { map: placeOf(index, layout).map, ...placeAt(map.canvas, layout, event) };
    const found = indexOf(place, layout);
    return found < (layout.wrapped ?? Number.POSITIVE_INFINITY) ? { stage, index: found } : null;
  };
  map.frame.classList.add("livenet-search");
  map.frame.addEventListener("pointermove", (event) => {
    const spot = spotAt(event);
    if (spot) point(spot);
  });
  map.frame.addEventListener("pointerup", (event) => {
    const spot = spotAt(event);
    if (spot) choose(spot);
  });
  map.frame.addEventListener("pointerleave", () => point(null));
  return {
    root: map.root,
    show() {
      const { stages, numbers, spot } = look;
      if (!numbers) return;
      const layout = layoutOf(stages[spot.stage].shape);
      const place = placeOf(spot.index, layout);
      const values = numbers(stages[spot.stage].value);
      const size = layout.rows * layout.columns;
      const shown = part(values, place.map * size, size);
      drawMap(map.canvas, shown, layout.rows, layout.columns, scaleOf(values, spot.stage === 0));
      put(map.outline, boxOf(place), layout);
      map.caption(say(words.enlargedMap, { place: stageNameAt(words, stages, spot.stage) }));
    },
  };
}

/** The digit, and what of it a number has seen. */
export function seenDigit(look: Look, words: LensWords) {
  const map = bigMap();
  const sentence = (reach: Reach, rows: number, columns: number) => {
    if (reach === "none") return words.reachNone;
    if (reach === "unknown") return words.reachUnknown;
    const { top, left, bottom, right } = reach;
    const all = bottom - top === rows && right - left === columns;
    const edges = { top, left, bottom: bottom - 1, right: right - 1 };
    return say(all ? words.reachAll : words.reach, edges);
  };
  return {
    root: map.root,
    show(reach: Reach) {
      const layout = layoutOf(look.stages[0].shape);
      const { rows, columns } = layout;
      const image = look.image(look.digit).subarray(0, rows * columns);
      drawMap(map.canvas, image, rows, columns, { low: 0, high: 255 });
      put(map.outline, typeof reach === "string" ? null : reach, layout);
      map.caption(sentence(reach, rows, columns));
    },
  };
}

/** A map drawn large, with an outline and a caption. */
function bigMap() {
  const canvas = element("canvas", { class: "livenet-map", "aria-hidden": "true" });
  const outline = element("i", { class: "livenet-spot", hidden: true });
  const text = element("figcaption");
  const frame = element("span", { class: "livenet-framed" }, canvas, outline);
  const root = element("figure", { class: "livenet-big" }, frame, text);
  const caption = (sentence: string) => {
    text.textContent = sentence;
  };
  return { root, canvas, outline, frame, caption };
}
