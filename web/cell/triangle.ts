// The sign of running.

import { svg } from "../shared/element";

export const triangle = (): SVGElement =>
  svg(
    "svg",
    { viewBox: "0 0 10 10", width: 9, height: 9, "aria-hidden": "true" },
    svg("path", { d: "M1 0.5 L9.5 5 L1 9.5 Z", fill: "currentColor" }),
  );
