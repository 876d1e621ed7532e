// Waits that let the page answer in between.

/** How long a page must have been there to be at rest, in ms. */
export const REST = 5000;

/** Wait for the next task: what is pressed, or to be painted, comes first. */
export const nextTask = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

/** Wait until the browser has nothing else to do, but not for ever: a frame may never be idle. */
export function whenIdle(): Promise<unknown> {
  // Safari has no such callback.
  const ask = globalThis.requestIdleCallback ?? ((done: () => void) => setTimeout(done, 50));
  return new Promise((resolve) => ask(resolve, { timeout: 2000 }));
}
