// The picture: the surface's ground, the walks up to a step, and their start.

import { svg, unique } from "../../shared/element";
import { ground } from "./ground";
import { handle } from "./handle";
import { lineStyle, mark, RACERS, type Racer } from "./marks";
import { MARGIN, Plane } from "./plane";
import type { Point, Range } from "./race";
import type { Surface } from "./surface";
import type { RaceWords } from "./words";

export interface Plot {
  root: SVGSVGElement;
  /** Draw another surface. */
  ground(surface: Surface, range: Range, minimum: Point | null): void;
  /** Draw the walks up to a step, and the start with what a screen reader says of it. */
  walks(paths: Map<Racer, Point[]>, step: number, start: Point, spoken: string): void;
  remove(): void;
}

/** `move` is called with where the start is wanted, null for its first place; `settle` after that. */
export function plot(
  place: HTMLElement,
  words: RaceWords,
  move: (to: Point | null) => void,
  settle: () => void,
): Plot {
  const plane = new Plane();
  const under = ground(plane);
  const start = handle(words, plane, move, settle);
  const racers = RACERS.map((name) => racer(name));
  const id = unique();
  const frame = svg("rect");
  const edge = svg("rect", { class: "livenet-edge" });
  const root = svg(
    "svg",
    { class: "livenet-plot", role: "group", "aria-label": words.picture },
    svg("clipPath", { id }, frame),
    svg(
      "g",
      { "clip-path": `url(#${id})`, "aria-hidden": "true" },
      under.lines,
      under.cross,
      ...racers.map(({ dots }) => dots),
      ...racers.map(({ line }) => line),
    ),
    edge,
    under.axes,
    svg("g", { "aria-hidden": "true" }, ...racers.map(({ end }) => end)),
    start.root,
  );
  let shown: Parameters<Plot["walks"]> | null = null;

  /** Fit the picture to the width that there is. */
  function fit() {
    plane.fit(place.clientWidth);
    const { width, height } = plane;
    const box = { x: MARGIN.left, y: MARGIN.top, width, height };
    for (const [name, value] of Object.entries(box)) {
      frame.setAttribute(name, String(value));
      edge.setAttribute(name, String(value));
    }
    root.setAttribute("width", String(plane.whole));
    root.setAttribute("height", String(height + MARGIN.top + MARGIN.bottom));
    under.fit();
    if (shown) draw(...shown);
  }

  function draw(paths: Map<Racer, Point[]>, step: number, at: Point, spoken: string) {
    for (const { name, show } of racers) show(plane, paths.get(name)?.slice(0, step + 1) ?? []);
    start.show(at, spoken);
  }

  const size = new ResizeObserver(fit);
  size.observe(place);
  return {
    root,
    ground(surface, range, minimum) {
      plane.range = range;
      under.show(surface, minimum);
      shown = null;
      fit();
    },
    walks(...walks) {
      shown = walks;
      draw(...walks);
    },
    remove: () => size.disconnect(),
  };
}

/** An optimizer's line, the dots of its steps, and the mark where it is. */
function racer(name: Racer) {
  const line = svg("path", lineStyle(name));
  const dots = svg("path", {
    ...lineStyle(name),
    "stroke-width": 4.5,
    "stroke-dasharray": "",
    "stroke-linecap": "round",
  });
  const end = mark(name);
  return {
    name,
    line,
    dots,
    end,
    show(plane: Plane, path: Point[]) {
      const trail = plane.trail(path);
      line.setAttribute("d", trail.line);
      dots.setAttribute("d", trail.dots);
      end.setAttribute("visibility", trail.end ? "visible" : "hidden");
      end.classList.toggle("livenet-hollow", !trail.inside);
      if (trail.end) end.setAttribute("transform", `translate(${plane.at(trail.end)})`);
    },
  };
}
