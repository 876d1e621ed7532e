// Stands in for the browser's storage where that is refused (cookies are blocked, the page is in a
// sandboxed frame) or full: Sphinx's search, and all else that keeps something, works without it.

const PROBE = "livenet:probe";

/** Let `localStorage` keep things for as long as the page is open, unless it works. */
export function ensureStorage(): void {
  const real = readable();
  if (real && isWritable(real)) return;
  const kept = new Map<string, string>();
  const keys = () => [
    ...new Set([
      ...Array.from({ length: real?.length ?? 0 }, (_, i) => real?.key(i) ?? ""),
      ...kept.keys(),
    ]),
  ];
  const value: Storage = {
    get length() {
      return keys().length;
    },
    key: (i) => keys()[i] ?? null,
    getItem: (key) => kept.get(key) ?? real?.getItem(key) ?? null,
    setItem: (key, text) => void kept.set(key, String(text)),
    removeItem(key) {
      kept.delete(key);
      real?.removeItem(key);
    },
    clear() {
      kept.clear();
      real?.clear();
    },
  };
  Object.defineProperty(window, "localStorage", { value, configurable: true });
}

/** The browser's storage, if it may be read. */
function readable(): Storage | null {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

function isWritable(storage: Storage): boolean {
  try {
    storage.setItem(PROBE, "x".repeat(1000)); // about as much as is ever kept
    storage.removeItem(PROBE);
    return true;
  } catch {
    return false;
  }
}
