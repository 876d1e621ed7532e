// What waits until a reader looks at it.

import { whenIdle } from "../../shared/turns";

/** Do something once an element has come into view and is painted; returns what ends the wait. */
export function whenSeen(element: Element, act: () => void): () => void {
  const seen = new IntersectionObserver(async (entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    seen.disconnect();
    await whenIdle();
    if (element.isConnected) act();
  });
  seen.observe(element);
  return () => seen.disconnect();
}
