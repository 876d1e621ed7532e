// The picture: contour lines, drawn once for a surface, the walks up to a step, and the start,
// which one drags or moves by arrow keys.

import { contours } from "d3-contour";
import { svg, unique } from "../../shared/element";
import { lineStyle, mark, RACERS, type Racer } from "./marks";
import { clip, held, type Point, type Range } from "./race";
import type { Surface } from "./surface";

export interface PlotWords {
  picture: string;
  start: string;
  grab: string;
  handle: string;
}

export interface Plot {
  root: SVGSVGElement;
  /** Draw another surface. */
  ground(surface: Surface, range: Range, minimum: Point | null): void;
  /** Draw the walks up to a step, and the start with what a screen reader says of it. */
  walks(paths: Map<Racer, Point[]>, step: number, start: Point, spoken: string): void;
  remove(): void;
}

const MARGIN = { left: 30, right: 8, top: 8, bottom: 24 };
const WIDEST = 680;
const CELLS: Point = [180, 120]; // of the grid of heights
const BEYOND = 2; // cells around the picture, where contour lines are closed unseen
const KEYS: Record<string, Point> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};
const STRIDE = 0.05; // of an arrow key; ten of them with Shift
const FAR = 10;

/** `move` is called with where the start is wanted, null for its first place; `done` after that. */
export function plot(
  place: HTMLElement,
  said: PlotWords,
  move: (to: Point | null) => void,
  done: () => void,
): Plot {
  const id = unique();
  const frame = svg("rect");
  const edge = svg("rect", { class: "livenet-edge" });
  const ground = svg("g");
  const axes = svg("g", { class: "livenet-axes", "aria-hidden": "true" });
  const lowest = svg("path", { class: "livenet-minimum", d: "M-5-5L5 5M5-5L-5 5" });
  const lines = new Map(RACERS.map((name) => [name, svg("path", lineStyle(name))]));
  const dots = new Map(
    RACERS.map((name) => [
      name,
      svg("path", {
        ...lineStyle(name),
        "stroke-width": 4.5,
        "stroke-dasharray": "",
        "stroke-linecap": "round",
      }),
    ]),
  );
  const marks = new Map(RACERS.map((name) => [name, mark(name)]));
  const label = svg("text", { "text-anchor": "middle" }, said.start);
  const handle = svg(
    "g",
    {
      class: "livenet-start",
      tabindex: 0,
      role: "slider",
      "aria-label": said.grab,
      "aria-roledescription": said.handle,
    },
    svg("circle", { r: 20, class: "livenet-reach" }),
    svg("circle", { r: 9, class: "livenet-ring" }),
    label,
  );
  const root = svg(
    "svg",
    { class: "livenet-plot", role: "group", "aria-label": said.picture },
    svg("clipPath", { id }, frame),
    svg(
      "g",
      { "clip-path": `url(#${id})`, "aria-hidden": "true" },
      ground,
      lowest,
      ...dots.values(),
      ...lines.values(),
    ),
    edge,
    axes,
    svg("g", { "aria-hidden": "true" }, ...marks.values()),
    handle,
  );

  const drawn = new Map<Surface, SVGPathElement[]>();
  let range: Range = { x: [0, 1], y: [0, 1] };
  let minimum: Point | null = null;
  let shown: Parameters<Plot["walks"]> | null = null;
  let [width, height] = [1, 1]; // of the picture within its margins

  const across = (x: number) =>
    MARGIN.left + ((x - range.x[0]) / (range.x[1] - range.x[0])) * width;
  const down = (y: number) => MARGIN.top + ((range.y[1] - y) / (range.y[1] - range.y[0])) * height;
  const at = ([x, y]: Point) => `${across(x).toFixed(2)} ${down(y).toFixed(2)}`;

  /** Fit the picture to the width that there is. */
  function fit() {
    const whole = Math.min(WIDEST, place.clientWidth || WIDEST);
    width = whole - MARGIN.left - MARGIN.right;
    height = (width * CELLS[1]) / CELLS[0];
    const box = { x: MARGIN.left, y: MARGIN.top, width, height };
    for (const [name, value] of Object.entries(box)) {
      frame.setAttribute(name, String(value));
      edge.setAttribute(name, String(value));
    }
    root.setAttribute("width", String(whole));
    root.setAttribute("height", String(height + MARGIN.top + MARGIN.bottom));
    const cell = width / CELLS[0];
    const origin = [MARGIN.left - BEYOND * cell, MARGIN.top - BEYOND * cell];
    ground.setAttribute("transform", `translate(${origin.join(" ")}) scale(${cell})`);
    axes.replaceChildren(
      ...wholes(range.x).map((x) =>
        svg(
          "text",
          { x: across(x), y: MARGIN.top + height + 17, "text-anchor": "middle" },
          tick(x),
        ),
      ),
      ...wholes(range.y).map((y) =>
        svg("text", { x: MARGIN.left - 7, y: down(y) + 4, "text-anchor": "end" }, tick(y)),
      ),
    );
    lowest.setAttribute("visibility", minimum ? "visible" : "hidden");
    if (minimum) lowest.setAttribute("transform", `translate(${at(minimum)})`);
    if (shown) draw(...shown);
  }

  function draw(paths: Map<Racer, Point[]>, step: number, start: Point, spoken: string) {
    for (const name of RACERS) {
      const path = paths.get(name)?.slice(0, step + 1) ?? [];
      const { line, seen, end, inside } = trail(path, range, at);
      lines.get(name)?.setAttribute("d", line);
      dots.get(name)?.setAttribute("d", seen);
      const shape = marks.get(name);
      shape?.setAttribute("visibility", end ? "visible" : "hidden");
      shape?.classList.toggle("livenet-hollow", !inside);
      if (end) shape?.setAttribute("transform", `translate(${at(end)})`);
    }
    handle.setAttribute("transform", `translate(${at(start)})`);
    label.setAttribute("y", down(start[1]) < MARGIN.top + 30 ? "24" : "-15");
    handle.setAttribute("aria-valuemin", String(range.x[0]));
    handle.setAttribute("aria-valuemax", String(range.x[1]));
    handle.setAttribute("aria-valuenow", String(start[0]));
    handle.setAttribute("aria-valuetext", spoken);
  }

  /** Ask for a start, rounded to hundredths and kept within the picture. */
  const ask = (to: Point) => {
    const [x, y] = to.map((value) => Math.round(100 * value) / 100);
    move([held(x, range.x), held(y, range.y)]);
  };

  handle.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    handle.focus();
    handle.setPointerCapture(event.pointerId);
  });
  handle.addEventListener("pointermove", (event) => {
    if (!handle.hasPointerCapture(event.pointerId)) return;
    const box = root.getBoundingClientRect();
    const [left, top] = [event.clientX - box.left, event.clientY - box.top];
    ask([
      range.x[0] + ((left - MARGIN.left) / width) * (range.x[1] - range.x[0]),
      range.y[1] - ((top - MARGIN.top) / height) * (range.y[1] - range.y[0]),
    ]);
  });
  handle.addEventListener("lostpointercapture", done);
  handle.addEventListener("keydown", (event) => {
    const way = KEYS[event.key];
    if (!way && event.key !== "Home") return;
    event.preventDefault();
    if (way && shown) {
      const stride = STRIDE * (event.shiftKey ? FAR : 1);
      // to the next whole stride, so that 0 is reached exactly
      const [x, y] = shown[2].map((value, i) =>
        way[i] ? (Math.round(value / stride) + way[i]) * stride : value,
      );
      ask([x, y]);
    } else move(null);
    done();
  });

  const size = new ResizeObserver(fit);
  size.observe(place);
  return {
    root,
    ground(surface, to, bottom) {
      [range, minimum] = [to, bottom];
      const known = drawn.get(surface) ?? heights(surface, range);
      drawn.set(surface, known);
      ground.replaceChildren(...known);
      shown = null;
      fit();
    },
    walks(...what) {
      shown = what;
      draw(...what);
    },
    remove: () => size.disconnect(),
  };
}

/** Contour lines in cells of the grid, and a tint that deepens uphill. */
function heights(surface: Surface, { x, y }: Range): SVGPathElement[] {
  const [columns, rows] = CELLS.map((n) => n + 2 * BEYOND);
  const side = (x[1] - x[0]) / CELLS[0];
  const values = Array.from({ length: columns * rows }, (_, i) =>
    surface.f(
      x[0] + ((i % columns) - BEYOND + 0.5) * side,
      y[1] - (Math.floor(i / columns) - BEYOND + 0.5) * side,
    ),
  );
  const found = contours().size([columns, rows]).thresholds(surface.levels)(values);
  return found.map(({ coordinates }, i) => {
    const share = Math.round((70 * (i + 1)) / found.length);
    const rings = coordinates.flat();
    const d = rings.map((ring) => `M${ring.map(([u, v]) => `${near(u)} ${near(v)}`).join("L")}Z`);
    return svg("path", { class: "livenet-height", style: `--share: ${share}%`, d: d.join("") });
  });
}

const near = (cells: number) => Number(cells.toFixed(2));

/** What of a path is seen: its line, a dot for each step, and where it ends or left last. */
function trail(path: Point[], range: Range, at: (point: Point) => string) {
  let [line, seen] = ["", ""];
  let last: Point | null = null; // the end of the line so far
  let end: Point | null = path[0] ?? null;
  for (const [t, point] of path.entries()) {
    if (t) {
      const part = clip(path[t - 1], point, range);
      if (part) {
        if (last !== part[0]) line += `M${at(part[0])}`;
        line += `L${at(part[1])}`;
        [last, end] = [part[1], part[1]];
      }
    }
    if (t === 0 || last === point) seen += `M${at(point)}h0`;
  }
  return { line, seen, end, inside: end === path.at(-1) };
}

/** The whole numbers in a range. */
function wholes([low, high]: Point): number[] {
  const first = Math.ceil(low);
  return Array.from({ length: Math.floor(high) - first + 1 }, (_, i) => first + i);
}

const tick = (value: number) => String(value).replace("-", "−");
