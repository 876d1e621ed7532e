// The table of runs, newest first, and how the numbers of a run are written.

import { element, svg, write } from "../../shared/element";
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
  const made = new Map<Run, Row>(); // newest last
  return {
    root,
    show(runs: Run[], present: Run | undefined) {
      const gone = [...made.keys()].some((run) => !runs.includes(run));
      if (gone) made.clear();
      const fresh = runs.filter((run) => !made.has(run));
      for (const run of fresh) made.set(run, row(run));
      if (gone || fresh.length) {
        const lines = [...made.values()].reverse();
        rows.replaceChildren(...(lines.length ? lines.map(({ root }) => root) : [none]));
      }
      for (const [run, { show }] of made) show(texts(words, run, unseen), run === present);
    },
  };
}

/** One run in the table, whose texts change while it is under way. */
interface Row {
  root: HTMLTableRowElement;
  show(texts: string[], present: boolean): void;
}

function row(run: Run): Row {
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
  const root = element("tr", {}, element("td", {}, line));
  const cells: HTMLTableCellElement[] = [];
  return {
    root,
    show(texts, present) {
      while (cells.length < texts.length) cells.push(root.insertCell());
      for (const [i, text] of texts.entries()) write(cells[i], text);
      root.ariaCurrent = present ? "true" : null;
    },
  };
}

/** What stands in the table of a run. */
function texts(words: TrainWords, run: Run, unseen: string | null): string[] {
  const mistakes = mistakeWords();
  const marks = run.zero_grad ? [] : [words.without];
  if (run.secret) marks.push(mistakes.secret);
  else marks.push(...run.made.map((name) => mistakes.names[name]));
  return [
    marks.length ? `${run.optimizer} (${marks.join(", ")})` : run.optimizer,
    significant(run.learning_rate),
    String(run.batch_size),
    whole(run.losses.length),
    latestLoss(run),
    ...(unseen === null ? [] : [run.unseen.length ? fixed(run.unseen.slice(-1)[0][1], 3) : "–"]),
    latestScore(run),
  ];
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
