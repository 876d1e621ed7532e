// The table below the picture: where each optimizer is at the step that is shown.

import { element } from "../../shared/element";
import { say } from "../../shared/language";
import { fixed, significant } from "../shared/numbers";
import { RACERS, type Racer, sample } from "./marks";
import type { Standing } from "./state";
import type { RaceWords } from "./words";

const NEAR = 1000; // a place nearer than that is written without powers of ten

export function table(words: RaceWords) {
  const rows = new Map(RACERS.map((name) => [name, row(name)]));
  const heads = [words.optimizer, "x", "y", "f", words.remark];
  const head = heads.map((text) => element("th", { scope: "col" }, text));
  const root = element(
    "table",
    { class: "livenet-places", "aria-label": words.table },
    element("thead", {}, element("tr", {}, ...head)),
    element("tbody", {}, ...[...rows.values()].map(({ line }) => line)),
  );
  return {
    root,
    show(standings: Map<Racer, Standing>) {
      for (const [name, { cells, remark }] of rows) {
        const standing = standings.get(name);
        for (const [i, cell] of cells.entries()) write(cell, standing, i);
        if (!standing) remark.textContent = words.refused;
        else {
          const { whereabouts } = standing;
          const since = whereabouts.kind === "inside" ? {} : whereabouts;
          remark.textContent = say(words[whereabouts.kind], since);
        }
      }
    },
  };
}

/** A row: its cells of x, y and f, and of what is to be remarked. */
function row(name: Racer) {
  const cells = ["x", "y", "f"].map(() => element("data"));
  const remark = element("td");
  const head = element("th", { scope: "row" }, element("span", {}, sample(name), name));
  const line = element("tr", {}, head, ...cells.map((cell) => element("td", {}, cell)), remark);
  return { line, cells, remark };
}

/** Write x, y or the height as one reads it, with all its digits in the attribute. */
function write(cell: HTMLDataElement, standing: Standing | undefined, i: number) {
  const value = standing ? [...standing.place, standing.height][i] : null;
  cell.value = value === null ? "" : String(value);
  const near = i < 2 && value !== null && Math.abs(value) < NEAR;
  cell.textContent = value === null ? "–" : near ? fixed(value, 3) : significant(value);
}
