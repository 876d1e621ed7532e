// The text face is asked for before any stylesheet names it, so that it is there when text is first
// drawn. A page without an origin, from a disk or in a sandboxed frame, may not ask so.

export function askForFace(): void {
  const link = document.querySelector<HTMLLinkElement>('link[rel="face"]');
  if (link && self.origin !== "null") link.rel = "preload";
}
