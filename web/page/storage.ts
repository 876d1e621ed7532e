// What a page keeps in this browser. One that keeps nothing is met without a word: a choice then
// lasts as long as the page.

/** What is kept under a key, null if nothing is; undefined where the browser keeps nothing. */
export function readItem(key: string): string | null | undefined {
  try {
    return localStorage.getItem(key);
  } catch {
    return undefined;
  }
}

/** Keep a text under a key; null forgets what was kept. */
export function keepItem(key: string, text: string | null): void {
  try {
    if (text === null) localStorage.removeItem(key);
    else localStorage.setItem(key, text);
  } catch {
    // See above.
  }
}

/** The key of the edition that was read last, "zh" or "en". */
export const EDITION = "edition";
