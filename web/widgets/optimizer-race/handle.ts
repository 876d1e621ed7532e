// The start of all walks, a ring that one drags or moves by arrow keys.

import { svg } from "../../shared/element";
import { MARGIN, type Plane } from "./plane";
import { held, type Point } from "./race";
import type { RaceWords } from "./words";

const KEYS: Record<string, Point> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};
const STRIDE = 0.05; // of an arrow key; ten of them with Shift
const FAR = 10;

/** `move` is called with where the start is wanted, null for its first place; `settle` after that. */
export function handle(
  words: RaceWords,
  plane: Plane,
  move: (to: Point | null) => void,
  settle: () => void,
) {
  const label = svg("text", { "text-anchor": "middle" }, words.start);
  const root = svg(
    "g",
    {
      class: "livenet-start",
      tabindex: 0,
      role: "slider",
      "aria-label": words.grab,
      "aria-roledescription": words.handle,
    },
    svg("circle", { r: 20, class: "livenet-reach" }),
    svg("circle", { r: 13, class: "livenet-focus" }),
    svg("circle", { r: 9, class: "livenet-ring" }),
    label,
  );
  let start: Point | null = null;

  /** Ask for a start, rounded to hundredths and kept within the picture. */
  const ask = (to: Point) => {
    const [x, y] = to.map((value) => Math.round(100 * value) / 100);
    move([held(x, plane.range.x), held(y, plane.range.y)]);
  };

  root.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    root.toggleAttribute("data-held", true); // a hand sees where it is
    root.focus();
    root.setPointerCapture(event.pointerId);
  });
  root.addEventListener("pointermove", (event) => {
    if (!root.hasPointerCapture(event.pointerId) || !root.ownerSVGElement) return;
    const box = root.ownerSVGElement.getBoundingClientRect();
    ask(plane.pointAt(event.clientX - box.left, event.clientY - box.top));
  });
  root.addEventListener("lostpointercapture", settle);
  root.addEventListener("blur", () => root.toggleAttribute("data-held", false));
  root.addEventListener("keydown", (event) => {
    root.toggleAttribute("data-held", false);
    const way = KEYS[event.key];
    if (!way && event.key !== "Home") return;
    event.preventDefault();
    if (way && start) {
      const stride = STRIDE * (event.shiftKey ? FAR : 1);
      // to the next whole stride, so that 0 is reached exactly
      const [x, y] = start.map((value, i) =>
        way[i] ? (Math.round(value / stride) + way[i]) * stride : value,
      );
      ask([x, y]);
    } else move(null);
    settle();
  });

  return {
    root,
    ask,

    /** Stand at a start, with what a screen reader says of it. */
    show(at: Point, spoken: string) {
      start = at;
      root.setAttribute("transform", `translate(${plane.at(at)})`);
      label.setAttribute("y", plane.down(at[1]) < MARGIN.top + 30 ? "24" : "-15");
      root.setAttribute("aria-valuemin", String(plane.range.x[0]));
      root.setAttribute("aria-valuemax", String(plane.range.x[1]));
      root.setAttribute("aria-valuenow", String(at[0]));
      root.setAttribute("aria-valuetext", spoken);
    },
  };
}
