// The names of curves, written where they end.

import type uPlot from "uplot";

const PITCH = 13; // px between two names

/** Write each curve's name beside its end, in its colour; where two would meet, one makes room. */
export function nameCurves(chart: uPlot, names: string[], colours: string[], font: string): void {
  const { ctx, data, bbox } = chart;
  const sharp = devicePixelRatio;
  const ends = names.flatMap((name, i) => {
    const line = data[i + 1];
    const last = line.findLastIndex((value) => value != null);
    if (last < 0) return [];
    const x = chart.valToPos(data[0][last], "x", true) + 5 * sharp;
    return [{ name, x, y: chart.valToPos(line[last] as number, "y", true), colour: colours[i] }];
  });
  ends.sort((one, other) => one.y - other.y);
  let above = Number.NEGATIVE_INFINITY;
  for (const end of ends) {
    end.y = Math.max(end.y, above + PITCH * sharp);
    above = end.y;
  }
  let below = bbox.top + bbox.height + PITCH * sharp;
  for (const end of ends.reverse()) {
    end.y = Math.min(end.y, below - PITCH * sharp);
    below = end.y;
  }
  ctx.save();
  ctx.font = font.replace(/\d+/, (px) => String(Number(px) * sharp));
  ctx.textBaseline = "middle";
  ctx.textAlign = "left";
  for (const { name, x, y, colour } of ends) {
    ctx.fillStyle = colour;
    ctx.fillText(name, x, y);
  }
  ctx.restore();
}

/** How wide a text is, in px. */
export function widthOf(text: string, font: string): number {
  const context = document.createElement("canvas").getContext("2d");
  if (!context) return 0;
  context.font = font;
  return context.measureText(text).width;
}
