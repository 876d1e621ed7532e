// The mode button goes round light, dark and the system's, and says which one is on.

import { keepItem, onKept } from "./storage";

const MODES = ["light", "dark", "auto"];

export function setUpMode(button: HTMLElement | null): void {
  if (!button) return;
  const { dataset } = document.documentElement;
  const icon = button.firstElementChild;
  const describe = () => {
    const mode = dataset.mode ?? "auto";
    const words = `${button.dataset.word}${button.dataset[mode]}`;
    button.setAttribute("aria-label", words);
    button.title = words;
    if (icon) icon.className = `icon icon-${mode}`;
  };
  button.addEventListener("click", () => {
    const next = MODES[(MODES.indexOf(dataset.mode ?? "auto") + 1) % MODES.length];
    showMode(next);
    keepItem("mode", next);
    describe();
  });
  onKept(describe); // head.ts has shown it before
  describe();
}
