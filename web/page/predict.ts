// Predict, then see: what a cell showed, and what is told of it just after, is covered until its
// question, which stands before it, is answered or passed over; then the guess stands beside the
// outcome, with what lies between. What is answered later, the outcome being seen, is no guess.

import { element } from "../shared/element";
import { say } from "../shared/language";
import type { Verdict, Words } from "./ask";

/**
 * What tells of a cell's outcome: its words and figures, up to the next question, heading, what
 * comes back, or cell that draws nothing.
 */
function toldAfter(cell: Element): Element[] {
  const told: Element[] = [];
  let part = cell.nextElementSibling;
  while (part && !part.matches(".question, .exercise, .recall, section, h2, h3")) {
    const drawn = part.querySelector(":scope > .cell_output:has(> figure)");
    if (part.matches(".cell") && !drawn) break;
    told.push(drawn ?? part);
    part = part.nextElementSibling;
  }
  return told;
}

/** Let the picture before a question have its answer in the place of its question mark. */
export function answerPicture(question: HTMLElement): void {
  const marks = question.previousElementSibling?.querySelectorAll<SVGElement>("[data-answer]");
  for (const mark of marks ?? []) mark.textContent = mark.dataset.answer ?? "";
}

/** Cover what the predicted cell showed; the function that is returned takes a guess, and uncovers. */
export function coverOutcome(question: HTMLElement, words: Words): (verdict: Verdict) => void {
  const cell = document.getElementById(question.dataset.predicts ?? "");
  const outcome = cell?.querySelector<HTMLElement>(":scope > .cell_output");
  if (!cell || !outcome) return () => {};
  const told = toldAfter(cell);
  const beside = element("p", { class: "guess", role: "status" });
  const pass = element("button", { type: "button", onclick: show }, words.pass);
  const cover = element("p", { class: "cover" }, words.cover, " ", pass);

  function show(): void {
    const focused = cover.contains(document.activeElement);
    cover.remove();
    for (const part of told) part.classList.remove("told-later");
    delete cell?.dataset.covered;
    if (!focused) return;
    outcome?.setAttribute("tabindex", "-1");
    outcome?.focus();
  }

  cell.dataset.covered = "";
  for (const part of told) part.classList.add("told-later");
  outcome.before(cover, beside);
  return ({ right, guess, gap }) => {
    if (!cover.isConnected) return;
    show();
    const kind = gap ? (right ? "near" : "gap") : right ? "hit" : "miss";
    const sentence = words[kind];
    beside.textContent = say(sentence, { guess, gap: String(Number((gap ?? 0).toPrecision(3))) });
  };
}
