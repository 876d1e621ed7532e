// What comes back: a fold at a chapter's beginning asks three questions of earlier chapters, first those
// that this reader missed. Their script comes when it is opened; book/extension/recall.py writes it.

import { element } from "../shared/element";
import { say } from "../shared/language";
import { loadScript } from "../shared/scripts";
import { clearTrouble, tellMissing } from "../shared/trouble";
import type { Words } from "./ask";
import { enliven } from "./form";
import { AnswerRecord } from "./record";

interface Chapter {
  page: string;
  number: string;
  title: string;
  asked: { id: string; html: string }[];
}

declare global {
  var livenetRecall: Chapter[] | undefined;
}

const MANY = 3;

/** Let the fold ask when it is opened; `answered` is called after each answer. */
export function setUpRecall(
  fold: HTMLDetailsElement | null,
  words: Words,
  answered: () => void,
): void {
  const script = fold?.querySelector<HTMLScriptElement>("script");
  const summary = fold?.querySelector("summary");
  if (!fold || !script || !summary) return;
  const page = document.querySelector<HTMLElement>(".questions")?.dataset.page ?? "";
  const said = JSON.parse(fold.dataset.words ?? "{}") as Words;
  summary.textContent = AnswerRecord.anyMissed(page) ? said.missed : said.title;
  fold.hidden = false;
  const open = async () => {
    if (!fold.open || !script.isConnected) return;
    script.remove();
    const place = element("div");
    fold.append(place);
    await loadScript(script.src, (...trouble) => tellMissing([place], ...trouble));
    clearTrouble([place]);
    for (const { chapter, question } of chosen(globalThis.livenetRecall ?? [], page)) {
      place.append(form(chapter, question, said, words, answered));
    }
  };
  fold.addEventListener("toggle", open);
}

type Question = Chapter["asked"][number];

/** The questions to ask: those missed, then those not answered yet, then the others. */
function chosen(chapters: Chapter[], page: string) {
  return chapters
    .filter((chapter) => chapter.page < page)
    .flatMap((chapter) => {
      const record = new AnswerRecord(chapter.page);
      const { missed, right } = { missed: record.missed, right: record.load() };
      return chapter.asked.map((question) => ({
        chapter,
        question,
        rank: missed.has(question.id) ? 0 : right.has(question.id) ? 2 : 1,
        // Another choice on another page, and the same one when this page is opened again.
        lot: lot(`${page} ${question.id}`),
      }));
    })
    .sort((a, b) => a.rank - b.rank || a.lot - b.lot)
    .slice(0, MANY);
}

/** A number for a text (FNV-1a). */
function lot(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of text) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  }
  return hash;
}

function form(
  { page, number, title }: Chapter,
  { id, html }: Question,
  said: Words,
  words: Words,
  answered: () => void,
): HTMLElement {
  const holder = element("template");
  holder.innerHTML = html;
  const question = holder.content.firstElementChild as HTMLElement;
  question.id = `again-${page}-${id}`;
  const record = new AnswerRecord(page);
  enliven(question, words, record.load().has(id), (right) => {
    record.miss(id, !right);
    if (right) record.add(id);
    answered();
  });
  const source = say(said.from, { number, title });
  question.prepend(
    element("p", { class: "from" }, element("a", { href: `${page}.html#${id}` }, source)),
  );
  return question;
}
