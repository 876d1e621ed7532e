// The settings of a run in the address of a page of the book, to be shared.

import type { AnyModel } from "@anywidget/types";
import { isBookPage } from "../../shared/book-page";
import { OPTIMIZERS, type OptimizerName } from "../shared/optimizers";

export const SETTINGS = [
  "optimizer",
  "learning_rate",
  "batch_size",
  "momentum",
  "zero_grad",
] as const;

/** The page's address with the settings in it; null in a notebook, whose address nobody shares. */
export function addressOf(model: AnyModel): string | null {
  if (!isBookPage()) return null;
  const url = new URL(location.href);
  for (const name of SETTINGS) url.searchParams.set(name, String(model.get(name)));
  return url.href;
}

/** Take over the settings of the page's address; what makes no sense is left alone. */
export function applyAddress(model: AnyModel): void {
  if (!isBookPage()) return;
  const asked = new URLSearchParams(location.search);
  const optimizer = asked.get("optimizer");
  if (OPTIMIZERS.includes(optimizer as OptimizerName)) model.set("optimizer", optimizer);
  for (const name of ["learning_rate", "batch_size", "momentum"] as const) {
    const value = Number(asked.get(name) ?? Number.NaN);
    if (Number.isFinite(value)) model.set(name, value);
  }
  if (asked.has("zero_grad")) model.set("zero_grad", asked.get("zero_grad") !== "false");
}
