// What is told of the line that was executed last: what it computes, what it read and wrote number
// by number; and below, which lines read that later, and where it lies in memory.

import type { Values } from "../../engine";
import { element } from "../../shared/element";
import { say } from "../../shared/language";
import type { Line } from "./lines";
import { describe } from "./operations";
import type { Reel } from "./state";
import { kindOf, numbers } from "./tensors";
import type { TapeWords } from "./words";

/** What the line does, and its numbers. */
export function account(reel: Reel, words: TapeWords): HTMLElement[] {
  const { line } = reel;
  return [
    element("p", { class: "livenet-tape-call" }, element("code", {}, callOf(reel, words))),
    element("p", {}, describe(line.op)),
    element(
      "div",
      { class: "livenet-tape-sides" },
      side(
        words.reads,
        ...line.reads.map(({ role, value }) => readFigure(reel, role, value, words)),
      ),
      side(words.writes, ...written(reel, words)),
    ),
  ];
}

/** What becomes of what it wrote. */
export function sequel(reel: Reel, words: TapeWords): HTMLElement[] {
  return [...later(reel, words), element("p", {}, memorySentence(reel, words))];
}

/** The line as Python would write it. */
export function callOf({ line, name }: Reel, words: TapeWords): string {
  const { op, reads, writes, args, changes } = line;
  const lists = new Map<string, string[]>();
  for (const { role, value } of reads) lists.set(role, [...(lists.get(role) ?? []), name(value)]);
  const inputs = [...lists].map(([role, all]) =>
    changes || all.length === 1 ? `${role}=${all.join(", ")}` : `${role}=[${all.join(", ")}]`,
  );
  const call = `${op}(${[...inputs, ...args].join(", ")})`;
  return writes.length ? `${writes.map(name).join(", ")}${words.equals}${call}` : call;
}

const side = (title: string, ...figures: HTMLElement[]) =>
  element("div", {}, element("p", { class: "livenet-tape-side" }, title), ...figures);

function figure(title: Node[], values: Values, dtype: string, name: string, words: TapeWords) {
  return element(
    "figure",
    {},
    element("figcaption", {}, ...title, element("span", {}, kindOf(values, dtype))),
    numbers(values, name, words),
  );
}

function readFigure(reel: Reel, role: string, value: number, words: TapeWords): HTMLElement {
  const name = reel.name(value);
  const writer = reel.uses.writer(value);
  const label =
    writer < 0
      ? element("code", {}, name)
      : link(reel, writer, element("code", {}, name), say(words.was, { name }));
  const title = [element("span", {}, role), label];
  return figure(title, reel.value(value), reel.dtype(value), name, words);
}

function written(reel: Reel, words: TapeWords): HTMLElement[] {
  const { line, name, slotNames } = reel;
  const { changes } = line;
  if (!changes) {
    return line.writes.map((value) => {
      const title = [element("code", {}, name(value))];
      return figure(title, reel.value(value), reel.dtype(value), name(value), words);
    });
  }
  const { value, update } = changes;
  const dtype = reel.dtype(value);
  const after = update?.after ?? reel.value(line.reads[0].value);
  const changed = [element("code", {}, name(value)), element("span", {}, words.after)];
  return [
    figure(changed, after, dtype, `${name(value)} ${words.after}`, words),
    ...(update?.slots ?? []).map(({ after: kept }, slot) => {
      const called = slotNames[slot];
      return figure([element("code", {}, called)], kept, dtype, called, words);
    }),
  ];
}

/** Which later lines read what this one wrote. */
function later(reel: Reel, words: TapeWords): HTMLElement[] {
  const { line, lines, name } = reel;
  return line.writes.map((value) => {
    const readers = reel.uses.readers(value);
    const called = element("code", {}, name(value));
    if (!readers.length) return element("p", {}, say(words.unused, { name: name(value) }));
    const links = readers.flatMap((i) => {
      const text = say(words.useful, { line: i + 1, op: lines[i].op });
      return [" ", link(reel, i, element("code", {}, text))];
    });
    return element("p", { class: "livenet-tape-later" }, called, " ", words.usedBy, ...links);
  });
}

function memorySentence({ line, layout, name }: Reel, words: TapeWords): string {
  const { reads, changes, view }: Line = line;
  if (changes) return say(words.inPlace, { name: name(changes.value) });
  const all = (values: number[]) => values.map(name).join(words.comma);
  if (view) {
    return say(words.isView, { name: all(line.writes), of: name(layout.rootOf(reads[0].value)) });
  }
  const isNew = (value: number) => layout.taken(value).length === 0;
  const fresh = line.writes.filter(isNew);
  return [
    ...(fresh.length ? [say(words.isNew, { name: all(fresh) })] : []),
    ...line.writes
      .filter((value) => !isNew(value))
      .map((value) => say(words.takes, { name: name(value), of: all(layout.taken(value)) })),
  ].join(" ");
}

function link(reel: Reel, line: number, child: Node, label?: string): HTMLElement {
  return element(
    "button",
    {
      type: "button",
      class: "livenet-tape-link",
      "aria-label": label,
      onclick: () => reel.go(line),
    },
    child,
  );
}
