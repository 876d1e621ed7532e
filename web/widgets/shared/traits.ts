// A widget's traits, as a view reads, sets and follows them.

import type { AnyModel } from "@anywidget/types";

/** A copy of a trait of bytes, which arrives as a DataView into a larger buffer, or as nothing. */
export function bytes(model: AnyModel, trait: string): Uint8Array<ArrayBuffer> {
  const view = model.get(trait) as DataView | undefined;
  return view
    ? new Uint8Array(view.buffer, view.byteOffset, view.byteLength).slice()
    : new Uint8Array();
}

/** Set traits, and let the kernel know, if there is one. */
export function assign(model: AnyModel, traits: Record<string, unknown>): void {
  for (const [trait, value] of Object.entries(traits)) model.set(trait, value);
  model.save_changes();
}

/**
 * Call a function when its trait changes; returns what ends that.
 *
 *     const end = listen(model, { digit: read, weights: reload });
 */
export function listen(model: AnyModel, handlers: Record<string, () => void>): () => void {
  for (const [trait, handler] of Object.entries(handlers)) model.on(`change:${trait}`, handler);
  return () => {
    for (const [trait, handler] of Object.entries(handlers)) model.off(`change:${trait}`, handler);
  };
}

/** One handler for several traits, as `listen` takes them. */
export function each(traits: readonly string[], handler: () => void): Record<string, () => void> {
  return Object.fromEntries(traits.map((trait) => [trait, handler]));
}

/** Do all that ends what a view began, in order. */
export function together(...ends: (() => void)[]): () => void {
  return () => {
    for (const end of ends) end();
  };
}
