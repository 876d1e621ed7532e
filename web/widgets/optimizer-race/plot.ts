// The picture: the surface's ground, the walks up to a step, and their start.

import { svg, unique } from "../../shared/element";
import { ground } from "./ground";
import { handle } from "./handle";
import { names } from "./heads";
import { lineStyle, mark, RACERS, type Racer } from "./marks";
import { AGES, MARGIN, Plane } from "./plane";
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

/**
 * Fills the width of `place`. `move` is called with where the start is wanted, null for its first
 * place; `settle` after that.
 */
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
  const heads = names();
  const id = unique();
  const frame = svg("rect");
  const lowest = svg("rect", { class: "livenet-height", style: "--share: 100%" });
  const edge = svg("rect", { class: "livenet-edge" });
  const root = svg(
    "svg",
    { class: "livenet-plot", role: "group", "aria-label": words.picture },
    svg("clipPath", { id }, frame),
    svg(
      "g",
      { "clip-path": `url(#${id})`, "aria-hidden": "true" },
      lowest,
      under.lines,
      under.cross,
      ...racers.map(({ trail }) => trail),
    ),
    edge,
    under.axes,
    svg("g", { "aria-hidden": "true" }, ...racers.map(({ end }) => end), heads.root),
    start.root,
  );
  // A place of the map is a start too. A click and no drag: a finger on the map may scroll the page.
  root.addEventListener("click", (event) => {
    if (start.root.contains(event.target as Node)) return;
    const box = root.getBoundingClientRect();
    start.ask(plane.pointAt(event.clientX - box.left, event.clientY - box.top));
    settle();
  });
  let shown: Parameters<Plot["walks"]> | null = null;

  /** Fit the picture to the width that there is. */
  function fit() {
    plane.fit(place.clientWidth);
    const { width, height } = plane;
    const box = { x: MARGIN.left, y: MARGIN.top, width, height };
    for (const [name, value] of Object.entries(box)) {
      for (const part of [frame, lowest, edge]) part.setAttribute(name, String(value));
    }
    root.setAttribute("width", String(plane.whole));
    root.setAttribute("height", String(height + MARGIN.top + MARGIN.bottom));
    under.fit();
    if (shown) draw(...shown);
  }

  function draw(paths: Map<Racer, Point[]>, step: number, at: Point, spoken: string) {
    const ends = racers.map(({ name, show }) =>
      show(plane, paths.get(name)?.slice(0, step + 1) ?? []),
    );
    heads.show(plane, step ? ends : []); // at the start all are one
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

/** An optimizer's line with the dots of its steps, older parts first, and the mark where it is. */
function racer(name: Racer) {
  const parts = AGES.map(() => {
    const under = svg("path", { class: "livenet-under" });
    const line = svg("path", lineStyle(name));
    const dots = svg("path", {
      ...lineStyle(name),
      "stroke-width": 4.5,
      "stroke-dasharray": "",
      "stroke-linecap": "round",
    });
    return { root: svg("g", { class: "livenet-part" }, under, line, dots), under, line, dots };
  });
  const trail = svg("g", {}, ...parts.map(({ root }) => root).reverse());
  const end = mark(name);
  return {
    name,
    trail,
    end,
    /** Returns where its mark stands, if anywhere. */
    show(plane: Plane, path: Point[]): Point | null {
      const seen = plane.trail(path);
      for (const [i, { line, dots }] of seen.parts.entries()) {
        parts[i].under.setAttribute("d", line);
        parts[i].line.setAttribute("d", line);
        parts[i].dots.setAttribute("d", dots);
      }
      end.setAttribute("visibility", seen.end ? "visible" : "hidden");
      end.classList.toggle("livenet-hollow", !seen.inside);
      if (seen.end) end.setAttribute("transform", `translate(${plane.at(seen.end)})`);
      return seen.end;
    },
  };
}
