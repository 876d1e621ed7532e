// The backward pass as a list: a line for each node; a large graph's is only made when it is opened.

import { element } from "../../shared/element";
import type { Visit } from "./types";
import type { GraphWords } from "./words";

export function passList(
  order: Visit[],
  words: GraphWords,
  sentence: (box: number) => string,
  choose: (box: number) => void,
) {
  const rows = element("ol", {});
  const root = element(
    "details",
    { class: "livenet-notice livenet-graph-list", ontoggle: fill },
    element("summary", {}, words.list),
    rows,
  );
  let chosen = -1;

  function fill() {
    if (!root.open || rows.childElementCount) return;
    for (const { box } of order) {
      const line = element("button", { type: "button", onclick: () => choose(box) }, sentence(box));
      rows.append(element("li", {}, line));
    }
    mark(chosen);
  }

  /** Mark the line of the chosen box. */
  function mark(box: number) {
    chosen = box;
    for (const [turn, line] of [...rows.children].entries()) {
      if (order[turn].box === box) line.firstElementChild?.setAttribute("aria-current", "true");
      else line.firstElementChild?.removeAttribute("aria-current");
    }
  }

  return { root, mark };
}
