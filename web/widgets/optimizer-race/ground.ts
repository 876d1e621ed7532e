// What lies under the walks: contour lines, drawn once for a surface, axes and the minimum.

import { contours } from "d3-contour";
import { svg } from "../../shared/element";
import { MARGIN, type Plane } from "./plane";
import type { Point, Range } from "./race";
import type { Surface } from "./surface";

const CELLS: Point = [180, 120]; // of the grid of heights
const BEYOND = 2; // cells around the picture, where contour lines are closed unseen

export function ground(plane: Plane) {
  const lines = svg("g");
  const cross = svg("path", { class: "livenet-minimum", d: "M-5-5L5 5M5-5L-5 5" });
  const axes = svg("g", { class: "livenet-axes", "aria-hidden": "true" });
  const drawn = new Map<Surface, SVGPathElement[]>();
  let minimum: Point | null = null;
  return {
    lines,
    cross,
    axes,

    /** Draw another surface, on the plane's range. */
    show(surface: Surface, lowest: Point | null) {
      minimum = lowest;
      const known = drawn.get(surface) ?? heights(surface, plane.range);
      drawn.set(surface, known);
      lines.replaceChildren(...known);
    },

    /** Lay all out on the plane as wide as it is. */
    fit() {
      const cell = plane.width / CELLS[0];
      const origin = [MARGIN.left - BEYOND * cell, MARGIN.top - BEYOND * cell];
      lines.setAttribute("transform", `translate(${origin.join(" ")}) scale(${cell})`);
      const foot = MARGIN.top + plane.height + 17;
      axes.replaceChildren(
        ...wholes(plane.range.x).map((x) =>
          svg("text", { x: plane.across(x), y: foot, "text-anchor": "middle" }, tick(x)),
        ),
        ...wholes(plane.range.y).map((y) =>
          svg("text", { x: MARGIN.left - 7, y: plane.down(y) + 4, "text-anchor": "end" }, tick(y)),
        ),
      );
      cross.setAttribute("visibility", minimum ? "visible" : "hidden");
      if (minimum) cross.setAttribute("transform", `translate(${plane.at(minimum)})`);
    },
  };
}

/** Contour lines in cells of the grid, and a tint that is deepest in the valley. */
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
    const share = Math.round(100 - (100 * (i + 1)) / found.length);
    const rings = coordinates.flat();
    const d = rings.map((ring) => `M${ring.map(([u, v]) => `${near(u)} ${near(v)}`).join("L")}Z`);
    return svg("path", { class: "livenet-height", style: `--share: ${share}%`, d: d.join("") });
  });
}

const near = (cells: number) => Number(cells.toFixed(2));

/** The whole numbers in a range. */
function wholes([low, high]: Point): number[] {
  const first = Math.ceil(low);
  return Array.from({ length: Math.floor(high) - first + 1 }, (_, i) => first + i);
}

const tick = (value: number) => String(value).replace("-", "−");
