// The receptive field: which values of each earlier stage had a part in one value.

import {
  indexOf,
  layoutOf,
  type Place,
  placeOf,
  type Stage,
  tapUnder,
  type Window,
} from "./stages";

/** Values of one map or of all, from a row and a column up to others, which are not in it. */
export interface Box {
  map: number | null;
  top: number;
  left: number;
  bottom: number;
  right: number;
}

/** A box; "none" of a stage had a part; which had, is "unknown". */
export type Reach = Box | "none" | "unknown";

/** Where these rows and these columns of a map, or of all, cross: a dilation leaves gaps. */
interface Area {
  map: number | null;
  rows: Set<number>;
  columns: Set<number>;
}

/** For each stage, the smallest box around all that a value was made of, without padding. */
export function reach(stages: Stage[], at: number, index: number): Reach[] {
  const found = stages.map((): Area | "none" | "unknown" => "none");
  found[at] = only(placeOf(index, layoutOf(stages[at].shape)));
  for (let s = at; s > 0; s--) {
    const area = found[s];
    if (area === "none") continue;
    for (const { stage } of stages[s].sources) {
      const part = area === "unknown" ? area : behind(stages[s], area, stages[stage]);
      found[stage] = union(found[stage], part);
    }
  }
  return found.map((area) => {
    if (typeof area === "string") return area;
    return area.rows.size && area.columns.size ? around(area) : "none"; // nothing but padding
  });
}

/** What of its source an area of a stage was made of. */
function behind(stage: Stage, area: Area, source: Stage): Area | "unknown" {
  const { kind, op, window, shape } = stage;
  const { rows, columns } = layoutOf(source.shape);
  if (window && kind !== "other") {
    return {
      map: kind === "convolution" ? null : area.map,
      rows: under(window, 0, area.rows, rows),
      columns: under(window, 1, area.columns, columns),
    };
  }
  if (kind === "linear") return { map: null, rows: upTo(rows), columns: upTo(columns) };
  const alike = shape.join() === source.shape.join();
  if (alike && (kind === "activation" || op?.op === "add" || op?.op === "mul")) return area;
  if (kind === "view" && area.map !== null && area.rows.size * area.columns.size === 1) {
    const [[row], [column]] = [[...area.rows], [...area.columns]];
    const index = indexOf({ map: area.map, row, column }, layoutOf(shape));
    return only(placeOf(index, layoutOf(source.shape)));
  }
  return "unknown";
}

/** Which of so many rows, or columns (`d` is 1), the windows of some outputs lie on. */
function under(window: Window, d: 0 | 1, outputs: Set<number>, most: number): Set<number> {
  const inputs = new Set<number>();
  for (const output of outputs) {
    for (let k = 0; k < window.size[d]; k++) {
      const input = tapUnder(window, d, output, k);
      if (input >= 0 && input < most) inputs.add(input);
    }
  }
  return inputs;
}

function union(a: Area | "none" | "unknown", b: Area | "unknown"): Area | "unknown" {
  if (a === "none") return b;
  if (a === "unknown" || b === "unknown") return "unknown";
  return {
    map: a.map === b.map ? a.map : null,
    rows: new Set([...a.rows, ...b.rows]),
    columns: new Set([...a.columns, ...b.columns]),
  };
}

const only = ({ map, row, column }: Place): Area => ({
  map,
  rows: new Set([row]),
  columns: new Set([column]),
});

const upTo = (size: number) => new Set(Array.from({ length: size }, (_, i) => i));

const around = ({ map, rows, columns }: Area): Box => ({
  map,
  top: Math.min(...rows),
  left: Math.min(...columns),
  bottom: Math.max(...rows) + 1,
  right: Math.max(...columns) + 1,
});
