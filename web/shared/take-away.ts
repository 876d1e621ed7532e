// What a reader takes away from a page, as a file.

import { element } from "./element";

/** Let the browser put a file where it puts what is downloaded. */
export function takeAway(name: string, file: Blob): void {
  const href = URL.createObjectURL(file);
  element("a", { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), 1000);
}
