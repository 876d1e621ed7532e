// Colours of assets/css/tokens.css, and when they change.

/** What was asked for in this task: a page that is being drawn finds its styles anew for each look. */
const known = new Map<string, string>();

/** The value of a token of the page's theme, such as "--positive"; `element` stands on the page. */
export function colour(element: Element, token: string): string {
  let found = known.get(token);
  if (found) return found;
  found = look(element, token);
  if (!known.size) queueMicrotask(() => known.clear());
  known.set(token, found);
  return found;
}

function look(element: Element, token: string): string {
  const value = getComputedStyle(element).getPropertyValue(token).trim();
  if (value.startsWith("#")) return value;
  // A colour of the system's, whose name a canvas does not know as the page does.
  const probe = document.createElement("i");
  probe.style.color = value;
  element.append(probe);
  const named = getComputedStyle(probe).color;
  probe.remove();
  return named;
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
  const system = ["(prefers-color-scheme: dark)", "(forced-colors: active)"].map((query) =>
    matchMedia(query),
  );
  for (const query of system) query.addEventListener("change", redraw);
  return () => {
    seen.disconnect();
    for (const query of system) query.removeEventListener("change", redraw);
  };
}

/** Whether the reader asked for less motion. */
export const stillness = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
