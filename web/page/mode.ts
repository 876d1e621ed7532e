// Before the page is drawn: light or dark, as the reader chose or as the system says.
// Loaded in <head>, without defer, so that no page flashes in the other colours.

import { keepItem, readItem } from "./storage";

declare global {
  /** Show a mode, "light", "dark" or "auto", and remember it. */
  var showMode: (mode: string | undefined) => void;
}

const root = document.documentElement;
const system = matchMedia("(prefers-color-scheme: dark)");

globalThis.showMode = (mode = "auto") => {
  root.dataset.mode = mode;
  root.dataset.theme = mode === "auto" ? (system.matches ? "dark" : "light") : mode;
  keepItem("mode", mode);
};

const kept = readItem("mode") ?? "auto";
showMode(["light", "dark"].includes(kept) ? kept : "auto");
system.addEventListener("change", () => showMode(root.dataset.mode));
