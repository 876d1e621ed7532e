// The engine's memory as two strips, parameters and what comes and goes: what lies where after a
// line. A place is as wide as the logarithm of its size, so that small ones are seen too.

import { element, svg } from "../../shared/element";
import { say } from "../../shared/language";
import type { Block } from "./memory";
import type { Reel } from "./state";
import type { TapeWords } from "./words";

const HEIGHT = 26;
const LETTER = 6.3; // px of a letter in a label
const GAP = 2;

export function memoryStrip(reel: Reel, words: TapeWords) {
  const titles = [words.keptRow, words.passingRow];
  const drawings = titles.map(() => svg("svg", { height: HEIGHT, role: "img" }));
  const scales = titles.map((_, row) => scaleOf(reel, row));
  const nameOf = ({ value, slot }: Block) =>
    slot < 0 ? reel.name(value) : `${reel.name(value)} ${reel.slotNames[slot]}`;

  function drawRow(row: number) {
    const { at, line, layout } = reel;
    const read = new Set(line.reads.map(({ value }) => layout.rootOf(value)));
    const changed = line.changes?.value;
    const there = layout.after(at, row);
    const width = drawings[row].clientWidth;
    const state = ({ value, from, until }: Block) => {
      if (value === changed || (from === at && from >= 0)) return "written";
      if (read.has(value)) return "readNow";
      return until > at ? "needed" : "free";
    };
    const said = there.map((block) => {
      const kind = state(block);
      return kind === "needed"
        ? nameOf(block)
        : say(words.inState, { name: nameOf(block), state: words[kind] });
    });
    drawings[row].replaceChildren(
      ...there.map((block) => {
        const [left, right] = [block.at, block.at + block.words].map(
          (word) => width * scales[row](word),
        );
        const room = Math.max(1, right - left - GAP);
        const name = nameOf(block);
        return svg(
          "g",
          { class: `livenet-tape-${state(block)}` },
          svg("title", {}, name),
          svg("rect", { x: left + 1, y: 1.5, width: room, height: HEIGHT - 3 }),
          ...[name, reel.slotNames[block.slot] ?? name]
            .filter((label) => label.length * LETTER < room)
            .slice(0, 1)
            .map((label) => svg("text", { x: left + 1 + room / 2, y: HEIGHT / 2 + 4 }, label)),
        );
      }),
    );
    drawings[row].setAttribute(
      "aria-label",
      say(words.memoryLabel, { row: titles[row], line: at + 1, names: said.join(words.comma) }),
    );
  }

  const draw = () => {
    drawRow(0);
    drawRow(1);
  };
  const resized = new ResizeObserver(draw);
  resized.observe(drawings[0]);

  return {
    draw,
    remove: () => resized.disconnect(),
    root: element(
      "div",
      { class: "livenet-tape-memory" },
      ...titles.map((title, row) => {
        const label = element("span", {}, say(words.memory, { kept: title }));
        return element("div", {}, label, drawings[row]);
      }),
      element("p", {}, words.legend),
    ),
  };
}

/** Where a word of a row's memory stands in its strip, of 1. */
function scaleOf({ layout }: Reel, row: number): (word: number) => number {
  const ends: [word: number, at: number][] = [];
  let sum = 0;
  for (const { at, words } of layout.pieces(row)) {
    ends.push([at, sum]);
    sum += Math.log2(1 + words);
    ends.push([at + words, sum]);
  }
  return (word) => {
    const end = ends.find(([at]) => at >= word) ?? [0, sum];
    return end[1] / (sum || 1);
  };
}
