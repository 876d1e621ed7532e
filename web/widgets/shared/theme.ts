// Colours of assets/css/tokens.css, and when they change.

/** The value of a token where an element stands, such as "--positive". */
export function colour(element: Element, token: string): string {
  return getComputedStyle(element).getPropertyValue(token).trim();
}

/**
 * Call `redraw` when the theme changes: the book's, JupyterLab's, Colab's, VS Code's or the
 * system's. Returns what ends it.
 */
export function onTheme(redraw: () => void): () => void {
  const seen = new MutationObserver(redraw);
  const attributeFilter = ["data-theme", "data-jp-theme-light", "theme", "class"];
  for (const element of [document.documentElement, document.body]) {
    seen.observe(element, { attributes: true, attributeFilter });
  }
  const system = matchMedia("(prefers-color-scheme: dark)");
  system.addEventListener("change", redraw);
  return () => {
    seen.disconnect();
    system.removeEventListener("change", redraw);
  };
}

/** Whether the reader asked for less motion. */
export const stillness = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
