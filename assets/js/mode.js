// Before the page is drawn: light or dark, as the reader chose or as the system says.
// Loaded in <head>, without defer, so that no page flashes in the other colours.
{
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  let stored = "auto";
  try {
    stored = localStorage.getItem("mode") ?? "auto";
  } catch {
    // A page that may keep nothing follows the system.
  }

  /** Show a mode, "light", "dark" or "auto", and remember it. */
  const show = (mode) => {
    root.dataset.mode = mode;
    root.dataset.theme = mode === "auto" ? (system.matches ? "dark" : "light") : mode;
    try {
      localStorage.setItem("mode", mode);
    } catch {
      // Then this page alone shows it.
    }
  };

  show(["light", "dark"].includes(stored) ? stored : "auto");
  system.addEventListener("change", () => show(root.dataset.mode));
  globalThis.showMode = show;
}
