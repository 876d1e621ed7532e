// The graph as SVG, box by box where Graphviz put it, in the look of livenet.drawing's graphs.

import { svg } from "../../shared/element";
import { stillness } from "../shared/theme";
import type { GraphData, Line, Point } from "./types";
import type { Walk } from "./walk";

const MARGIN = 8; // pt around the graph
const LINE_HEIGHT = 12; // of a label, at 10 pt
const PULSES = 24; // at most so many gradients run at once
const RUN = 900; // ms from one end of a line to the other

export interface Drawing {
  root: SVGSVGElement;
  /** in pt, margins included */
  width: number;
  height: number;
  boxes: SVGGElement[];
  /** Mark the box that is looked at and what has run after so many steps. */
  mark(chosen: number, steps: number): void;
  /** Where a point of the window lies in the graph, in pt. */
  locate(x: number, y: number): Point;
}

/**
 * Draw a graph; `labels` name its boxes for a screen reader, `name` the whole, and `output` stands in
 * a box of that kind, which has no name.
 */
export function drawing(
  graph: GraphData,
  way: Walk,
  labels: string[],
  { graph: name, output }: { graph: string; output: string },
): Drawing {
  const lines = graph.lines.map(({ curve, tip, operand, tail }) => {
    const dotted = operand === null && graph.boxes[tail].kind !== "node";
    return svg(
      "g",
      { class: dotted ? "livenet-graph-line livenet-graph-dotted" : "livenet-graph-line" },
      svg("path", { d: spline(curve) }),
      svg("polygon", { points: tip.map((point) => point.join()).join(" ") }),
    );
  });
  const boxes = graph.boxes.map(({ kind, at: [x, y], size: [width, height], ...box }, number) => {
    const [title, ...rest] = box.label.map((text) => text.trim());
    const label = [title || (kind === "output" ? output : ""), ...rest].filter(Boolean);
    const first = y - ((label.length - 1) * LINE_HEIGHT) / 2 + 3.2;
    return svg(
      "g",
      {
        class: `livenet-graph-box livenet-graph-${kind}`,
        role: "button",
        tabindex: -1,
        "aria-label": labels[number],
        "aria-pressed": "false",
        "data-box": number,
      },
      svg("rect", { x: x - width / 2, y: y - height / 2, width, height }),
      ...label.map((text, line) => svg("text", { x, y: first + line * LINE_HEIGHT }, text)),
    );
  });
  // On its box, at the left: beside it another box may stand.
  const turns = graph.order.map(({ box }, turn) => {
    const {
      at: [x, y],
      size: [width, height],
    } = graph.boxes[box];
    return svg("text", { x: x - width / 2, y: y - height / 2 - 2 }, `${turn + 1}`);
  });
  const pulses = svg("g", { "aria-hidden": "true" });
  const width = graph.width + 2 * MARGIN;
  const height = graph.height + 2 * MARGIN;
  const root = svg(
    "svg",
    {
      viewBox: `${-MARGIN} ${-MARGIN} ${width} ${height}`,
      role: "group",
      "aria-label": name,
    },
    svg("g", { "aria-hidden": "true" }, ...lines),
    pulses,
    svg("g", { "aria-hidden": "true", class: "livenet-graph-turns" }, ...turns),
    ...boxes,
  );

  const carried = graph.lines.map(() => false);
  let chosenBefore = 0;
  let stepsBefore = 0;
  boxes[0].tabIndex = 0;
  return {
    root,
    width,
    height,
    boxes,
    mark(chosen, steps) {
      boxes[chosenBefore].setAttribute("aria-pressed", "false");
      boxes[chosenBefore].setAttribute("tabindex", "-1");
      boxes[chosen].setAttribute("aria-pressed", "true");
      boxes[chosen].setAttribute("tabindex", "0");
      chosenBefore = chosen;

      const [from, to] = [Math.min(stepsBefore, steps), Math.max(stepsBefore, steps)];
      for (const { box } of graph.order.slice(from, to)) {
        boxes[box].classList.toggle("livenet-graph-done", steps > stepsBefore);
      }
      const [before, now] = [stepsBefore - 1, steps - 1];
      if (before in turns) {
        boxes[graph.order[before].box].removeAttribute("aria-current");
        turns[before].removeAttribute("class");
      }
      if (now in turns) {
        boxes[graph.order[now].box].setAttribute("aria-current", "step");
        turns[now].setAttribute("class", "livenet-graph-now");
      }
      const passing: number[] = [];
      for (const [number, line] of lines.entries()) {
        const is = way.carried(number, steps);
        if (is !== carried[number]) line.classList.toggle("livenet-graph-carried", is);
        if (is && !carried[number]) passing.push(number);
        carried[number] = is;
      }
      if (from !== to) {
        pulses.replaceChildren();
        const moving = stillness() ? [] : passing.slice(-PULSES);
        for (const number of moving) pulse(pulses, graph.lines[number]);
      }
      stepsBefore = steps;
    },
    locate(x, y) {
      const seen = root.getBoundingClientRect();
      const scale = width / seen.width;
      return [(x - seen.left) * scale - MARGIN, (y - seen.top) * scale - MARGIN];
    },
  };
}

/** Let a gradient run along a line, against its arrow, once. */
function pulse(place: SVGGElement, { curve }: Line): void {
  const d = spline(curve.toReversed());
  const path = svg("path", { d, class: "livenet-graph-pulse", pathLength: 1 });
  place.append(path);
  const run = path.animate(
    { strokeDashoffset: [0.3, -1] },
    { duration: RUN, easing: "ease-in-out" },
  );
  run.onfinish = () => path.remove();
}

/** Graphviz's points, one and then three for each Bézier curve, as a path. */
function spline([start, ...rest]: Point[]): string {
  return `M${start.join()}C${rest.map((point) => point.join()).join(" ")}`;
}
