// The tape as a list: a line for each operation, in three parts; the one that was executed last, the
// ones that wrote what it reads, and the ones that read what it writes.

import { element } from "../../shared/element";
import type { Part } from "./lines";
import type { Reel } from "./state";
import type { TapeWords } from "./words";

const PARTS: Part[] = ["forward", "backward", "update"];
const KEYS: Record<string, number> = {
  ArrowDown: 1,
  ArrowUp: -1,
  n: 1,
  p: -1,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
};

export function tapeList(reel: Reel, words: TapeWords) {
  const marks = reel.lines.map(() => element("span", { class: "livenet-tape-mark" }));
  const rows = reel.lines.map(({ op, writes, changes }, i) => {
    const written = writes.length ? writes : changes ? [changes.value] : [];
    const button = element(
      "button",
      { type: "button", tabindex: -1, onclick: () => reel.go(i) },
      element("span", { class: "livenet-tape-number" }, `${i + 1}`),
      element("code", {}, op),
      element("code", { class: "livenet-tape-names" }, written.map(reel.name).join(words.comma)),
      marks[i],
    );
    return element("li", {}, button);
  });
  const buttons = rows.map((row) => row.firstElementChild as HTMLButtonElement);
  const root = element(
    "div",
    { class: "livenet-tape-list", role: "group", "aria-label": words.list },
    ...PARTS.flatMap((part) => {
      const own = rows.filter((_, i) => reel.lines[i].part === part);
      if (!own.length) return [];
      const list = element("ol", { "aria-label": words.parts[part] }, ...own);
      return [element("p", { "aria-hidden": "true" }, words.parts[part]), list];
    }),
  );
  root.addEventListener("keydown", (event) => {
    const by = KEYS[event.key];
    if (by === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    reel.advance(by);
    buttons[reel.at].focus({ preventScroll: true });
  });

  return {
    root,
    /** Mark the line that was executed last, and what it has to do with others. */
    mark() {
      const { at, line, uses } = reel;
      const wrote = new Set(line.reads.map(({ value }) => uses.writer(value)));
      const reads = new Set(line.writes.flatMap((value) => uses.readers(value)));
      for (const [i, row] of rows.entries()) {
        row.classList.toggle("livenet-tape-ahead", i > at);
        row.classList.toggle("livenet-tape-wrote", wrote.has(i));
        row.classList.toggle("livenet-tape-reads", reads.has(i));
        marks[i].textContent = wrote.has(i) ? words.wroteIt : reads.has(i) ? words.readsIt : "";
        buttons[i].tabIndex = i === at ? 0 : -1;
        if (i === at) buttons[i].setAttribute("aria-current", "step");
        else buttons[i].removeAttribute("aria-current");
      }
      // Within the list alone: the page stays where it is.
      const row = rows[at].getBoundingClientRect();
      const seen = root.getBoundingClientRect();
      if (row.top < seen.top || row.bottom > seen.bottom) {
        root.scrollTop += row.top - seen.top - (seen.height - row.height) / 2;
      }
    },
  };
}
