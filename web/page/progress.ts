// In the contents of the book each chapter says how many of its questions were answered right.

import { element } from "../shared/element";
import { say } from "../shared/language";
import { onKept } from "../shared/storage";
import { AnswerRecord } from "./record";

export function showProgress(contents: HTMLElement | null): void {
  if (!contents) return;
  const asked = JSON.parse(contents.dataset.asked ?? "{}") as Record<string, number>;
  const follow = () => {
    for (const link of contents.querySelectorAll<HTMLAnchorElement>("a.reference")) {
      const href = link.getAttribute("href") ?? "";
      const page = href === "#" ? contents.dataset.page : /([^/]+)\.html/.exec(href)?.[1];
      const all = asked[page ?? ""] ?? 0;
      const right = Math.min(all, new AnswerRecord(page ?? "").questions);
      link.querySelector(".answered")?.remove();
      if (!right) continue;
      const told = say(contents.dataset.answered ?? "", { right, all });
      link.append(
        element(
          "span",
          { class: "answered", title: told },
          right === all ? "✓" : `${right}/${all}`,
        ),
      );
    }
  };
  follow();
  onKept(follow);
  document.addEventListener("record-changed", follow);
}
