// Bytes traits arrive as a DataView into a larger buffer, or as nothing.

import type { AnyModel } from "@anywidget/types";

/** A copy of a trait of bytes. */
export function bytes(model: AnyModel, trait: string): Uint8Array {
  const view = model.get(trait) as DataView | undefined;
  return view
    ? new Uint8Array(view.buffer, view.byteOffset, view.byteLength).slice()
    : new Uint8Array();
}
