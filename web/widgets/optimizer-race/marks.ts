// The mark at the end of each walk, so that no walk is told by its colour alone.

import { svg } from "../../shared/element";
import { LINES, type OptimizerName } from "../shared/optimizers";

export const RACERS = ["SGD", "momentum", "Nesterov", "RMSprop", "Adam"] as const;
export type Racer = (typeof RACERS)[number];

/** Shapes around 0, about 12 px wide. */
const SHAPES: Record<Racer, string> = {
  SGD: "M-5.5 0a5.5 5.5 0 1 0 11 0a5.5 5.5 0 1 0-11 0z",
  momentum: "M-5-5h10v10h-10z",
  Nesterov: "M0-6.5l6.5 11.5h-13z",
  RMSprop: "M0-7l7 7-7 7-7-7z",
  Adam: "M-2.2-6.5h4.4v4.3h4.3v4.4h-4.3v4.3h-4.4v-4.3h-4.3v-4.4h4.3z",
};

export const mark = (name: Racer) =>
  svg("path", { class: "livenet-mark", d: SHAPES[name], style: `--of: var(${LINES[name].token})` });

/** The attributes of a line in an optimizer's style. */
export function lineStyle(name: OptimizerName) {
  const { token, width, dash } = LINES[name];
  return {
    fill: "none",
    style: `stroke: var(${token})`,
    "stroke-width": width,
    "stroke-dasharray": dash.join(" "),
  };
}

/** A short line with its mark, for a table. */
export const sample = (name: Racer) =>
  svg(
    "svg",
    { viewBox: "0 0 36 16", width: 36, height: 16, "aria-hidden": "true" },
    svg("path", { d: "M0 8H28", ...lineStyle(name) }),
    svg("g", { transform: "translate(28 8)" }, mark(name)),
  );
