// The table of runs, newest first, and how the numbers of a run are written.

import { element, svg } from "../../shared/element";
import { fixed, percent, significant, whole } from "../shared/numbers";
import { LINES } from "../shared/optimizers";
import { mistakeWords } from "./mistake-words";
import type { Run } from "./run";
import type { TrainWords } from "./words";

/** A run's name beside the ends of its curves: its mistakes, else optimizer and rate. */
export function curveName(run: Pick<Run, "optimizer" | "learning_rate" | "made" | "secret">) {
  const { names } = mistakeWords();
  if (run.secret) return "?";
  const made = run.made.map((name) => names[name]).join(", ");
  return made || `${run.optimizer} ${significant(run.learning_rate)}`;
}

/**
 * The table; `show` draws the runs, of which one may be under way. `unseen` names the loss of the
 * test digits, where that is told.
 */
export function runTable(words: TrainWords, unseen: string | null) {
  const heads = [words.optimizer, words.rate, words.batch, words.at, words.loss];
  if (unseen !== null) heads.push(unseen);
  heads.push(words.accuracy);
  const cells = heads.map((head) => element("th", { scope: "col" }, head));
  const none = element("tr", {}, element("td", { colspan: heads.length + 1 }, words.noRuns));
  const rows = element("tbody", {}, none);
  const root = element(
    "div",
    { class: "livenet-runs", role: "group", "aria-label": words.runs, tabindex: 0 },
    element(
      "table",
      { "aria-label": words.runs },
      element("thead", {}, element("tr", {}, element("td"), ...cells)),
      rows,
    ),
  );
  return {
    root,
    show(runs: Run[], present: Run | undefined) {
      const lines = runs.map((run) => row(words, run, run === present, unseen));
      rows.replaceChildren(...(lines.length ? lines.reverse() : [none]));
    },
  };
}

function row(words: TrainWords, run: Run, present: boolean, unseen: string | null) {
  const { width, dash } = LINES[run.optimizer];
  const line = svg(
    "svg",
    { viewBox: "0 0 32 8", width: 32, height: 8, "aria-hidden": "true" },
    svg("line", {
      x1: 0,
      y1: 4,
      x2: 32,
      y2: 4,
      style: `stroke: var(${run.colour})`,
      "stroke-width": width,
      "stroke-dasharray": dash.join(" "),
    }),
  );
  const mistakes = mistakeWords();
  const marks = run.zero_grad ? [] : [words.without];
  if (run.secret) marks.push(mistakes.secret);
  else marks.push(...run.made.map((name) => mistakes.names[name]));
  const optimizer = marks.length ? `${run.optimizer} (${marks.join(", ")})` : run.optimizer;
  const cells = [
    optimizer,
    significant(run.learning_rate),
    run.batch_size,
    whole(run.losses.length),
    latestLoss(run),
    ...(unseen === null ? [] : [run.unseen.length ? fixed(run.unseen.slice(-1)[0][1], 3) : "–"]),
    latestScore(run),
  ];
  return element(
    "tr",
    { "aria-current": present ? "true" : undefined },
    element("td", {}, line),
    ...cells.map((text) => element("td", {}, String(text))),
  );
}

/** The mean of a run's last eight losses, as the chart shows it. */
export function latestLoss(run: Run | undefined, digits = 3): string {
  if (!run?.losses.length) return "–";
  const last = run.losses.slice(-8);
  return fixed(last.reduce((sum, loss) => sum + loss, 0) / last.length, digits);
}

/** A run's latest test accuracy. */
export function latestScore(run: Run | undefined): string {
  const last = run?.scores.at(-1);
  return last ? percent(last[1]) : "–";
}
