// The fields of questions come when a reader does. What a browser fills forms in with looks at each
// field of a page as soon as it has been read, and has the section of each laid out for that: a
// third of a second on a phone, for sections that may never be seen.

import { REST, whenIdle } from "../shared/turns";

/** Take the fields of questions out until one is near, Tab goes to it, or the page is at rest. */
export function holdFields(questions: HTMLElement[]): void {
  const waiting = new Map(questions.map((question) => [question, withhold(question)]));
  const bring = (question: Element) => {
    waiting.get(question as HTMLElement)?.();
    waiting.delete(question as HTMLElement);
    near.unobserve(question);
  };
  const bringAll = () => {
    for (const question of [...waiting.keys()]) bring(question);
  };
  const near = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) if (isIntersecting) bring(target);
    },
    { rootMargin: "100% 0px" }, // a page ahead
  );
  for (const question of questions) near.observe(question);
  document.addEventListener("keydown", ({ key }) => key === "Tab" && bringAll());
  setTimeout(() => void whenIdle().then(bringAll), REST);
}

/** Leave a mark in the place of each field; the function that is returned puts them back. */
function withhold(question: HTMLElement): () => void {
  const fields = [...question.querySelectorAll("input")];
  const marks = fields.map((field) => {
    const mark = document.createComment("");
    field.replaceWith(mark);
    return mark;
  });
  return () => {
    for (const [i, mark] of marks.entries()) mark.replaceWith(fields[i]);
  };
}
