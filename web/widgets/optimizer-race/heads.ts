// The names at the heads of the walks, beside their marks; those that would cover one another stand
// one below the other.

import { svg } from "../../shared/element";
import { LINES } from "../shared/optimizers";
import { RACERS } from "./marks";
import { MARGIN, type Plane } from "./plane";
import type { Point } from "./race";

const LINE = 14; // from name to name, in px
const LETTER = 7; // how wide a letter may be
const BESIDE = 11; // from a mark to its name

interface Place {
  x: number;
  y: number;
  width: number;
}

/** Where names stand, on the right of their marks or, at the picture's edge, on the left. */
export function arrange(marks: (Place | null)[], right: number, bottom: number): (Place | null)[] {
  const wanted = marks.map((mark) => {
    if (!mark) return null;
    const fits = mark.x + BESIDE + mark.width <= right;
    return { ...mark, x: fits ? mark.x + BESIDE : mark.x - BESIDE - mark.width };
  });
  const standing: Place[] = [];
  // A line less a px, for a name that has moved by a line may be nearer by what was rounded.
  const covers = (a: Place, b: Place) =>
    a.x < b.x + b.width && b.x < a.x + a.width && Math.abs(a.y - b.y) < LINE - 1;
  for (const name of wanted.filter((one) => one !== null).sort((a, b) => a.y - b.y)) {
    let other = standing.find((one) => covers(one, name));
    while (other) {
      name.y = other.y + LINE;
      other = standing.find((one) => covers(one, name));
    }
    standing.push(name);
  }
  // What has been pushed out of the picture pushes the others back.
  const low = Math.max(0, ...standing.map(({ y }) => y - bottom));
  if (low) for (const name of standing) if (name.y > bottom - LINE * standing.length) name.y -= low;
  return wanted;
}

export function names() {
  const texts = RACERS.map((name) =>
    svg("text", { class: "livenet-name", style: `--of: var(${LINES[name].token})` }, name),
  );
  return {
    root: svg("g", {}, ...texts),
    /** Stand at the heads; null for one that is nowhere. */
    show(plane: Plane, heads: (Point | null)[]) {
      const marks = RACERS.map((name, i) => {
        const head = heads[i];
        const width = LETTER * name.length;
        return head ? { x: plane.across(head[0]), y: plane.down(head[1]) + 4, width } : null;
      });
      const edge = [MARGIN.left + plane.width, MARGIN.top + plane.height - 4];
      for (const [i, place] of arrange(marks, edge[0], edge[1]).entries()) {
        texts[i].setAttribute("visibility", place ? "visible" : "hidden");
        if (!place) continue;
        texts[i].setAttribute("x", place.x.toFixed(1));
        texts[i].setAttribute("y", place.y.toFixed(1));
      }
    },
  };
}
