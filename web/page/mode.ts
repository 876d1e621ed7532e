// Light or dark, as the reader chose or as the system says. On paper a page is light.

import { onKept, readItem } from "../shared/storage";

declare global {
  /** Show a mode, "light", "dark" or "auto". */
  var showMode: (mode: string | undefined) => void;
}

const { dataset } = document.documentElement;
const dark = matchMedia("(prefers-color-scheme: dark)");
// Where the system gives the colours, it says by the first whether its ground is dark.
const forced = matchMedia("(forced-colors: active)");

globalThis.showMode = (mode = "auto") => {
  dataset.mode = mode;
  const systems = mode === "auto" || forced.matches;
  dataset.theme = systems ? (dark.matches ? "dark" : "light") : mode;
};

function keptMode(): string {
  const kept = readItem("mode") ?? "";
  return ["light", "dark"].includes(kept) ? kept : "auto";
}

export function setUpColours(): void {
  const again = () => showMode(dataset.mode);
  const kept = () => showMode(keptMode());
  kept();
  onKept(kept);
  // Older browsers' queries are no event targets.
  for (const query of [dark, forced]) query.addEventListener?.("change", again);
  addEventListener("beforeprint", () => {
    dataset.theme = "light";
  });
  addEventListener("afterprint", again);
}
