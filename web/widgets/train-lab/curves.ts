// The two charts of TrainLab: the loss of every step, smoothed, and the accuracy on test digits.

import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { LINES, type OptimizerName } from "../shared/optimizers";
import { colour, onTheme } from "../shared/theme";
import { nameCurves, widthOf } from "./ends";
import type { Mistake } from "./mistake-names";
import { curveName } from "./runs";

export interface Curve {
  optimizer: OptimizerName;
  learning_rate: number;
  /** the token of its colour */
  colour: string;
  losses: number[];
  /** step and share of digits read rightly */
  scores: [number, number][];
  /** step and loss of these digits */
  unseen: [number, number][];
  made: Mistake[];
  secret: boolean;
}

const SMOOTH = 8; // steps of the running mean, as in the chapter's own figures
const FEW = 20; // steps that are shown alone

/**
 * Charts in two places; `draw` shows the runs over so many steps or more, the last one in full. The
 * loss of the test digits is drawn too, dotted, where `axes` names it.
 */
export function curves(
  loss: HTMLElement,
  accuracy: HTMLElement,
  axes: { step: string; loss: string; accuracy: string; unseen: string | null },
): { draw(runs: Curve[], steps: number): void; remove(): void } {
  let shown: Curve[] = [];
  let least = FEW; // steps on the axis
  let charts: uPlot[] = [];
  let made = "";

  const data = (): [uPlot.AlignedData, uPlot.AlignedData] => {
    const taken = Math.max(0, ...shown.map((run) => run.losses.length));
    const most = Math.max(taken > 0 && taken <= FEW ? FEW : least, taken);
    const steps = Array.from({ length: most }, (_, i) => i + 1);
    const losses = shown.map((run) => smooth(run.losses, most));
    if (axes.unseen !== null) losses.push(...shown.map((run) => at(run.unseen, most)));
    const scores = shown.map((run) => at(run.scores, most, 100));
    return [
      [steps, ...losses],
      [steps, ...scores],
    ];
  };

  const build = () => {
    for (const chart of charts) chart.destroy();
    const [losses, scores] = data();
    // The loss of a run that flies off must not press the others flat.
    const lossRange: uPlot.Scale.Range = (_u, _least, most) => [
      0,
      Math.min(4, (most ?? 2.5) * 1.05),
    ];
    charts = [
      chart(loss, axes.step, axes.loss, losses, lossRange),
      chart(accuracy, axes.step, axes.accuracy, scores, [0, 100]),
    ];
  };

  const chart = (
    place: HTMLElement,
    x: string,
    y: string,
    lines: uPlot.AlignedData,
    range: uPlot.Scale.Range,
  ) => {
    const axis = {
      stroke: colour(place, "--muted"),
      grid: { stroke: colour(place, "--line"), width: 1 },
      ticks: { show: false },
      font: `12px ${getComputedStyle(place).fontFamily}`,
      labelFont: `12px ${getComputedStyle(place).fontFamily}`,
      labelSize: 18,
    };
    const drawn = [...shown, ...shown].slice(0, lines.length - 1); // again, for what is unseen
    const strokes = drawn.map((run) => colour(place, run.colour));
    const series = drawn.map((run, i) => {
      const { width, dash } = i < shown.length ? LINES[run.optimizer] : UNSEEN;
      const alpha = run === shown.at(-1) ? 1 : 0.6;
      const points = { show: false };
      return { stroke: strokes[i], width, dash, alpha, points, spanGaps: true };
    });
    const names = drawn.map((run, i) => (i < shown.length ? curveName(run) : (axes.unseen ?? "")));
    const room = 8 + Math.max(0, ...names.map((name) => widthOf(name, axis.font)));
    const options: uPlot.Options = {
      width: Math.max(160, place.clientWidth),
      height: Math.max(100, place.clientHeight),
      legend: { show: false },
      cursor: { show: false },
      padding: [8, room, 0, 0],
      scales: { x: { time: false }, y: { range } },
      axes: [
        { ...axis, label: x, size: 28, incrs: WHOLE },
        { ...axis, label: y, size: 36 },
      ],
      series: [{}, ...series],
      hooks: { draw: [(now) => nameCurves(now, names, strokes, axis.font)] },
    };
    return new uPlot(options, lines, place);
  };

  const size = new ResizeObserver(() => {
    if (charts.length) build();
  });
  size.observe(loss);
  const ended = onTheme(() => {
    if (charts.length) build();
  });

  return {
    draw(runs, steps) {
      shown = runs;
      least = steps;
      const now = shown.map((run) => [curveName(run), run.colour]).join();
      if (charts.length && now === made) {
        for (const [i, lines] of data().entries()) charts[i].setData(lines);
      } else {
        made = now;
        build();
      }
    },
    remove() {
      size.disconnect();
      ended();
      for (const chart of charts) chart.destroy();
    },
  };
}

const WHOLE = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000];

const UNSEEN = { width: 2, dash: [2, 4] };

/** Values at their steps, counted from 1, in a line of `length`. */
function at(values: [number, number][], length: number, times = 1): (number | undefined)[] {
  const line: (number | undefined)[] = Array(length).fill(undefined);
  for (const [step, value] of values) line[Math.max(0, step - 1)] = times * value;
  return line;
}

/** A running mean, which ends where a loss is not a number; padded to `length`. */
function smooth(losses: number[], length: number): (number | undefined)[] {
  const line: (number | undefined)[] = Array(length).fill(undefined);
  let sum = 0;
  for (let i = 0; i < losses.length && Number.isFinite(losses[i]); i++) {
    sum += losses[i] - (i >= SMOOTH ? losses[i - SMOOTH] : 0);
    line[i] = sum / Math.min(SMOOTH, i + 1);
  }
  return line;
}
