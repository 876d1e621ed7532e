// The reader's language, and sentences with values in them.

import { isBookPage } from "./book-page";
import type { Language } from "./editions";

export type { Language };

/** On a page of the book the page's language; elsewhere the browser's. */
export function language(): Language {
  return languageOf(isBookPage() ? document.documentElement.lang : navigator.language);
}

/** The language for a tag; English for one that we do not speak. */
export function languageOf(tag: string): Language {
  return tag.toLowerCase().startsWith("zh") ? "zh" : "en";
}

/** Fill `{name}` in a sentence. */
export function say(sentence: string, values: Record<string, string | number> = {}): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}
