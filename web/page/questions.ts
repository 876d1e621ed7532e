// Quick questions become forms, hints come one after another, and what was answered right is kept
// in this browser. book/extension/questions.py marks what stands here in the page.

import { element } from "../shared/element";
import { say } from "../shared/language";
import { isFirstRun } from "../shared/scripts";
import { forgetItem, onKept } from "../shared/storage";
import { takeAway } from "../shared/take-away";
import type { Words } from "./ask";
import { holdFields } from "./fields";
import { enliven } from "./form";
import { setUpRecall } from "./recall";
import { AnswerRecord } from "./record";

/** Enliven a page's questions; `line`, at its end, tells how many were answered right. */
function setUpQuestions(line: HTMLElement): void {
  const questions = [...document.querySelectorAll<HTMLElement>(".question")];
  if (!questions.length) return;
  const words = JSON.parse(line.dataset.words ?? "") as Words;
  const record = new AnswerRecord(line.dataset.page ?? "");
  const progress = element("span", { role: "status" });

  function showProgress(): void {
    const right = record.load();
    for (const question of questions) {
      const mark = question.querySelector(".kept");
      if (mark) mark.textContent = right.has(question.id) ? words.kept : "";
    }
    for (const part of document.querySelectorAll(".question, .exercise")) {
      // what an exercise is called is kept by its cell of code
      part.toggleAttribute("data-done", right.has(part.id.replace(/^try-/, "do-")));
    }
    const exercises = [...document.querySelectorAll<HTMLElement>(".cell.tag_exercise")];
    progress.textContent = say(words.progress, {
      all: questions.length,
      right: questions.filter(({ id }) => right.has(id)).length,
      book: record.total,
      exercises: exercises.length,
      solved: exercises.filter(({ id }) => right.has(id.replace(/^cell-/, ""))).length,
    });
    document.dispatchEvent(new Event("record-changed")); // for the contents of the book
  }

  function exportRecord(): void {
    takeAway("livenet-questions.json", new Blob([record.json], { type: "application/json" }));
  }

  const known = record.load();
  for (const question of questions) {
    enliven(question, words, known.has(question.id), (right) => {
      if (right) record.add(question.id);
      else record.miss(question.id);
      showProgress();
    });
  }
  holdFields(questions);
  setUpRecall(document.querySelector<HTMLDetailsElement>(".recall"), words, showProgress);
  // web/cell hears that a reader's changes to code go too, and tells which exercises were solved; and
  // DrawDigit that the network which the reader trained does.
  const clear = () => {
    record.clear();
    forgetItem("cells");
    forgetItem("network");
    document.dispatchEvent(new Event("record-cleared"));
    showProgress();
  };
  const clearer = element("button", { type: "button", onclick: clear }, words.clear);
  const exporter = element("button", { type: "button", onclick: exportRecord }, words.export);
  line.append(progress, " ", clearer, " ", exporter);
  document.addEventListener("exercise-solved", (event) => {
    record.add((event as CustomEvent<string>).detail);
    showProgress();
  });
  showProgress();
  onKept(showProgress);
}

/** A hint shows the way to the next one once it has been opened; on paper all stand. */
function setUpHints(exercise: Element): void {
  const hints = [...exercise.querySelectorAll(":scope > details")];
  for (const [i, hint] of hints.entries()) {
    if (i > 0) hint.classList.add("later");
    hint.querySelector("summary")?.addEventListener("click", () => {
      hints[i + 1]?.classList.remove("later");
    });
  }
}

if (isFirstRun("questions.js")) {
  const line = document.querySelector<HTMLElement>(".questions");
  if (line) setUpQuestions(line);
  for (const exercise of document.querySelectorAll(".exercise")) setUpHints(exercise);
}
