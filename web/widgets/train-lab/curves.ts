// The two charts of TrainLab: the loss of every step, smoothed, and the accuracy on test digits.

import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { significant } from "../shared/numbers";
import { LINES, type OptimizerName } from "../shared/optimizers";
import { colour, onTheme } from "../shared/theme";
import { nameCurves, widthOf } from "./ends";

export interface Curve {
  optimizer: OptimizerName;
  learning_rate: number;
  /** the token of its colour */
  colour: string;
  losses: number[];
  /** step and share of digits read rightly */
  scores: [number, number][];
}

const SMOOTH = 8; // steps of the running mean, as in the chapter's own figures
const HEIGHT = 196;
const FEW = 20; // steps that are shown alone

/** Charts in two places; `draw` shows the runs over so many steps or more, the last one in full. */
export function curves(
  loss: HTMLElement,
  accuracy: HTMLElement,
  axes: { step: string; loss: string; accuracy: string },
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
    const scores = shown.map((run) => {
      const line: (number | undefined)[] = Array(most).fill(undefined);
      for (const [step, share] of run.scores) line[Math.max(0, step - 1)] = 100 * share;
      return line;
    });
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
    const strokes = shown.map((run) => colour(place, run.colour));
    const series = shown.map((run, i) => {
      const { width, dash } = LINES[run.optimizer];
      const alpha = i === shown.length - 1 ? 1 : 0.6;
      const points = { show: false };
      return { stroke: strokes[i], width, dash, alpha, points, spanGaps: true };
    });
    const names = shown.map((run) => `${run.optimizer} ${significant(run.learning_rate)}`);
    const room = 8 + Math.max(0, ...names.map((name) => widthOf(name, axis.font)));
    const options: uPlot.Options = {
      width: Math.max(160, place.clientWidth),
      height: HEIGHT,
      legend: { show: false },
      cursor: { show: false },
      padding: [8, room, 0, 0],
      scales: { x: { time: false }, y: { range } },
      axes: [
        { ...axis, label: x, size: 28, incrs: WHOLE },
        { ...axis, label: y, size: 36 },
      ],
      series: [{}, ...series],
      hooks: { draw: [(drawn) => nameCurves(drawn, names, strokes, axis.font)] },
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
      const now = shown.map((run) => [run.optimizer, run.learning_rate, run.colour]).join();
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
