// The kinds of questions. Each puts into a fieldset what one answers with, and returns a function
// that judges it: a verdict with reasons, or a sentence when there is nothing to judge yet.

import { element } from "../shared/element";
import { say } from "../shared/language";
import { letDrag } from "./drag";

/** What book/extension/questions.py says in the page's language. */
export type Words = Record<string, string>;

export interface Verdict {
  right: boolean;
  /** what is shown beside it */
  reasons: (Node | string)[];
  /** the answer in the reader's words, and how far a number is from the right one */
  guess: string;
  gap?: number;
}

export type Judge = () => Verdict | string;

/** A question as it stands in the page: what is asked, and its folded answers. */
export interface Question {
  kind: string;
  id: string;
  fieldset: HTMLFieldSetElement;
  details: HTMLElement;
  tolerance: number;
  words: Words;
  /** say something beside the form */
  tell(sentence: string): void;
}

export function ask(question: Question): Judge {
  if (question.kind === "choice") return askChoice(question);
  if (question.kind === "order") return askOrder(question);
  if (question.kind === "shape") return askWritten(question, readShape, (a, b) => a === b);
  const near = (a: number, b: number) => Math.abs(a - b) <= question.tolerance + 1e-9;
  return askWritten(question, readNumber, near);
}

/** A list item's text: in its paragraph, if it has one. */
const textOf = (item: Element): Element =>
  item.firstElementChild?.tagName === "P" ? item.firstElementChild : item;

const codeOf = (item: Element): string => item.querySelector("code")?.textContent ?? "";

/** Copies of what an answer says, and whether it is right. */
function verdictOf(item: Element, guess: string): Verdict {
  return {
    guess,
    right: item.classList.contains("right"),
    reasons: [...textOf(item).childNodes].map((part) => part.cloneNode(true)),
  };
}

function askChoice({ fieldset, details, id, words }: Question): Judge {
  const radios = [...fieldset.querySelectorAll(":scope > ol > li")].map((item) => {
    const radio = element("input", { type: "radio", name: id });
    const text = element("span", {}, ...textOf(item).childNodes);
    item.replaceChildren(element("label", {}, radio, text));
    return radio;
  });
  const answers = [...details.querySelectorAll(":scope > ol > li")];
  return () => {
    const chosen = radios.findIndex((radio) => radio.checked);
    if (chosen < 0) return words.choose;
    const guess = radios[chosen].closest("label")?.textContent ?? "";
    return verdictOf(answers[chosen], `“${guess.trim().replace(/[.。]$/, "")}”`);
  };
}

/** Ask for something to write; `read` makes of a text what it may mean, for `same` to compare. */
function askWritten<T>(
  { kind, fieldset, details, words }: Question,
  read: (text: string) => T[],
  same: (a: T, b: T) => boolean,
): Judge {
  const field = element("input", { type: "text", autocomplete: "off", spellcheck: "false" });
  fieldset.append(element("label", {}, element("span", {}, words.answer), field));
  const answers = [...details.querySelectorAll(":scope > ul > li")];
  const values = answers.slice(0, -1).map((item) => read(codeOf(item))[0]);
  const truth = values[answers.findIndex((item) => item.classList.contains("right"))];
  // A keyboard of digits has no minus on some phones.
  if (kind === "number" && values.every((value) => Number(value) >= 0)) field.inputMode = "decimal";
  return () => {
    if (!field.value.trim()) return words.write;
    const meant = read(field.value);
    if (!meant.length) return words[kind];
    const found = values.findIndex((value) => meant.some((one) => same(value, one)));
    const verdict = verdictOf(answers.at(found) as Element, field.value.trim()); // the last: others
    if (kind === "number") {
      verdict.gap = Math.min(...meant.map((one) => Math.abs(Number(one) - Number(truth))));
    }
    return verdict;
  };
}

/** Take １，０２４ and 1,024 alike; 11.35% may be asked for as 11.35 or as 0.1135. */
export function readNumber(text: string): number[] {
  const plain = text
    .normalize("NFKC")
    .replace(/[\s,_]/g, "")
    .replace("−", "-");
  const number = Number(plain.replace(/%$/, ""));
  if (!/\d/.test(plain) || !Number.isFinite(number)) return [];
  return plain.endsWith("%") ? [number, number / 100] : [number];
}

/** Take (2, 3), [2, 3], 2, 3 and torch.Size([2, 3]) for the same shape. */
function readShape(text: string): string[] {
  const plain = text.normalize("NFKC").replace("torch.Size", "").replace(/\s/g, "");
  const inner = plain
    .replace(/^[([]*/, "")
    .replace(/[)\]]*$/, "")
    .replace(/,$/, "");
  return /^(\d+(,\d+)*)?$/.test(inner) ? [`(${inner})`] : [];
}

function askOrder({ fieldset, details, words, tell }: Question): Judge {
  const list = element("ol");
  const given = fieldset.querySelector(":scope > ul");
  if (given) {
    list.append(...given.children);
    given.replaceWith(list);
  }
  const items = [...list.children];
  // As they are now: what translates a page may change them.
  const codes = new Map(items.map((item) => [item, codeOf(item)]));
  const tellPlace = (item: Element) => {
    const place = [...list.children].indexOf(item) + 1;
    tell(say(words.place, { place, all: items.length }));
  };
  const moves = items.map((item) => {
    const button = (sign: string, word: string, move: () => void) => {
      const onclick = () => {
        move();
        markEnds();
        made.focus();
        tellPlace(item);
      };
      const name = `${word}: ${codes.get(item)}`;
      const made = element("button", { type: "button", "aria-label": name, onclick }, sign);
      return made;
    };
    const up = button("↑", words.up, () => item.previousElementSibling?.before(item));
    const down = button("↓", words.down, () => item.nextElementSibling?.after(item));
    item.append(element("span", { class: "moves" }, up, down));
    return { item, up, down };
  });
  letDrag(list, tellPlace, markEnds);

  /** The first line cannot go up, nor the last one down. */
  function markEnds(): void {
    for (const { item, up, down } of moves) {
      up.setAttribute("aria-disabled", String(!item.previousElementSibling));
      down.setAttribute("aria-disabled", String(!item.nextElementSibling));
    }
  }
  markEnds();

  const lines = [...details.querySelectorAll(":scope > ol > li")].map(codeOf);
  return () => {
    const wrong = [...list.children].findIndex((item, i) => codes.get(item) !== lines[i]);
    const verdict = element("strong", {}, wrong < 0 ? words.right : words.wrong);
    const why = [...details.querySelectorAll(":scope > p")].map((part) => part.cloneNode(true));
    const reasons = wrong < 0 ? why : [say(words.first, { line: wrong + 1 })];
    return { right: wrong < 0, reasons: [verdict, " ", ...reasons], guess: "" };
  };
}
