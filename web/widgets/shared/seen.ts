// What waits until a reader looks at it.

/** Do something once an element comes into view; returns what ends the wait. */
export function whenSeen(element: Element, act: () => void): () => void {
  const seen = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    seen.disconnect();
    act();
  });
  seen.observe(element);
  return () => seen.disconnect();
}
