// The mode button goes round light, dark and the system's, and says which one is on.

import { keepItem, onKept } from "../shared/storage";

const MODES = ["light", "dark", "auto"];

/** The bars of a phone or of an app's window have the colour of the page's paper. */
export function colourBars(): void {
  const root = document.documentElement;
  const theme = document.createElement("meta");
  theme.name = "theme-color";
  document.head.append(theme);
  const colour = () => {
    theme.content = getComputedStyle(root).getPropertyValue("--paper").trim();
  };
  new MutationObserver(colour).observe(root, { attributeFilter: ["data-theme"] });
  colour();
}

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
