// Where the reader says what was drawn, and has the network taught it: what came of it stands beside
// what was before, on the reader's digits and on the test set.

import { element } from "../../shared/element";
import { say } from "../../shared/language";
import { drawMap } from "../shared/maps";
import type { Outcome } from "../shared/network";
import { percent, whole } from "../shared/numbers";
import { FIELD } from "./mnist";
import type { Example, Lesson } from "./teacher";
import type { DrawWords } from "./words";

interface Acts {
  /** the image that the network sees now, if there is one */
  image(): Uint8Array | null;
  /** Make room for the next digit. */
  clear(): void;
  /** Teach the network; what came of it. */
  teach(examples: Example[]): Promise<[Lesson, Outcome | null]>;
}

export function teachView(words: DrawWords, acts: Acts) {
  const examples: Example[] = [];
  const button = (text: string, onclick: () => void, kind?: string) =>
    element("button", { type: "button", class: kind, onclick }, text);
  const labels = Array.from({ length: 10 }, (_, digit) => button(`${digit}`, () => add(digit)));
  const learn = button(words.learn, () => void train(), "livenet-main");
  const shown = element("div", { class: "livenet-examples" });
  const outcome = element("div", { role: "status" });
  const root = element(
    "details",
    { class: "livenet-notice livenet-teach" },
    element("summary", {}, words.teach),
    element("p", {}, words.teachHow),
    element(
      "div",
      { class: "livenet-labels", role: "group", "aria-label": words.label },
      element("span", {}, words.label),
      ...labels,
    ),
    element("div", { class: "livenet-lesson" }, shown, learn),
    outcome,
  );

  function add(digit: number) {
    const image = acts.image();
    if (!image) return;
    const example = { image, digit };
    examples.push(example);
    const canvas = element("canvas", { class: "livenet-map" });
    drawMap(canvas, image, FIELD, FIELD, { low: 0, high: 255 });
    const remove = () => {
      examples.splice(examples.indexOf(example), 1);
      picture.remove();
      update();
    };
    const picture = element(
      "button",
      { type: "button", "aria-label": say(words.example, { digit }), onclick: remove },
      canvas,
      element("span", {}, `${digit}`),
    );
    shown.append(picture);
    acts.clear();
    update();
  }

  async function train() {
    learn.disabled = true;
    learn.textContent = words.learning;
    try {
      const [lesson, keeping] = await acts.teach([...examples]);
      show(lesson, keeping);
    } finally {
      learn.textContent = words.learn;
      update();
    }
  }

  function show({ before, after, count, times }: Lesson, keeping: Outcome | null) {
    const row = (name: string, from: number, to: number) =>
      element(
        "tr",
        {},
        element("th", { scope: "row" }, name),
        ...[from, to].map((share) => element("td", {}, percent(share))),
      );
    const heads = [words.score, words.before, words.after];
    const head = heads.map((text) => element("th", { scope: "col" }, text));
    outcome.replaceChildren(
      element(
        "table",
        {},
        element("thead", {}, element("tr", {}, ...head)),
        element(
          "tbody",
          {},
          row(words.ownDigits, before.own, after.own),
          row(words.testDigits, before.test, after.test),
        ),
      ),
      element("p", {}, say(words.lesson, { count: whole(count), times })),
      element("p", {}, keeping ? words.keeping[keeping] : ""),
    );
  }

  /** What may be pressed. */
  function update() {
    for (const label of labels) label.disabled = acts.image() === null;
    learn.disabled = examples.length === 0;
  }
  update();
  return { root, update };
}
