// The reader's language: the page's, and where there is no page of ours, the browser's.

export type Language = "zh" | "en";

/** On a page of the book, which has places for live widgets, the page's; else the browser's. */
export function language(): Language {
  const ours = document.querySelector(".live") !== null;
  const tag = ours ? document.documentElement.lang : navigator.language;
  return tag.toLowerCase().startsWith("zh") ? "zh" : "en";
}

/** Fill `{name}` in a sentence. */
export function say(sentence: string, values: Record<string, string | number> = {}): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}
