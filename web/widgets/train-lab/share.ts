// What a reader takes away: the same training as a script for PyTorch, and a link to the settings.

import { element } from "../../shared/element";
import { coloured } from "./coloured";
import type { TrainWords } from "./words";

/** `address` gives the link, or null where there is none. */
export function share(words: TrainWords, address: () => string | null) {
  const code = element("pre", { tabindex: 0 });
  const outcome = element("span", { role: "status" });
  const copy = async (text: string) => {
    outcome.textContent =
      (await navigator.clipboard?.writeText(text).then(
        () => words.copied,
        () => words.uncopied,
      )) ?? words.uncopied;
  };
  const button = (name: string, text: () => string | null) =>
    element("button", { type: "button", onclick: () => void copy(text() ?? "") }, name);
  const root = element(
    "details",
    { class: "livenet-notice" },
    element("summary", {}, words.python),
    element(
      "div",
      { class: "livenet-buttons" },
      button(words.copy, () => code.textContent),
      ...(address() === null ? [] : [button(words.link, address)]),
      outcome,
    ),
    // the word that a page's stylesheet for code knows
    element("div", { class: "highlight" }, code),
  );
  // What it is for is its loop, which stands at its end.
  root.addEventListener("toggle", () => {
    const lines = code.textContent.split("\n");
    const loop = lines.findIndex((line) => line.startsWith("for epoch"));
    code.scrollTop = code.scrollHeight * ((loop - 2) / lines.length);
  });
  return {
    root,
    show(script: string) {
      if (code.textContent === script) return; // or a selection would be lost
      code.replaceChildren(...coloured(script));
    },
  };
}
