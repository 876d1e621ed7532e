// A question becomes a form that says of each answer whether it is right, and why.

import { element } from "../shared/element";
import { ask, type Words } from "./ask";
import { answerPicture, coverOutcome } from "./predict";

/** Turn a question into a form; its folded answers stay below. */
export function enliven(
  question: HTMLElement,
  words: Words,
  known: boolean,
  judged: (right: boolean) => void,
): void {
  const details = question.querySelector<HTMLElement>(":scope > details");
  if (!details) return;
  const parts = [...question.childNodes];
  const asked = parts.slice(0, parts.indexOf(details));
  const first = asked.find((part) => part instanceof HTMLParagraphElement);
  const legend = element("legend", {}, ...(first?.childNodes ?? []));
  const fieldset = element("fieldset", {}, legend, ...asked.filter((part) => part !== first));
  first?.remove();
  const feedback = element("div", { class: "feedback", role: "status" });
  const button = element("button", { type: "button", onclick: check }, words.check);
  const row = element("p", { class: "check" }, button, element("span", { class: "kept" }));

  function tell(...parts: (Node | string)[]): void {
    delete feedback.dataset.verdict;
    feedback.replaceChildren(...parts);
  }

  const { id, dataset } = question;
  const tolerance = Number(dataset.tolerance);
  const compare = known ? () => {} : coverOutcome(question, words);
  if (known) answerPicture(question);
  const judge = ask({ kind: dataset.kind ?? "", id, fieldset, details, tolerance, words, tell });

  function check(): void {
    const verdict = judge();
    if (typeof verdict === "string") {
      tell(verdict);
      return;
    }
    tell(...verdict.reasons);
    feedback.dataset.verdict = verdict.right ? "right" : "wrong";
    compare(verdict);
    if (verdict.right) answerPicture(question);
    judged(verdict.right);
  }

  // No form: a sandboxed frame may hold back what is submitted.
  fieldset.addEventListener("keydown", (event) => {
    const field = event.target instanceof HTMLInputElement;
    if (field && event.key === "Enter" && !event.isComposing) check();
  });
  question.prepend(element("div", {}, fieldset, row, feedback));
}
