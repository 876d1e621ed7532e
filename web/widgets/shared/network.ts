// The network that the reader trained, kept in this browser from page to page: a LeNet, 61,706
// numbers, until the reader clears it. Only pages of the book keep it.

import { bytesOf } from "../../shared/base64";
import { isBookPage } from "../../shared/book-page";
import { forgetItem, isLasting, keepItem, onKept, readItem } from "../../shared/storage";
import type { OptimizerName } from "./optimizers";

export interface Network {
  /** name and shape of each parameter, in order */
  parameters: [name: string, shape: number[]][];
  /** as livenet.tape.pack writes them */
  weights: Uint8Array;
  /** how it was trained; null where the reader went on from the book's */
  training: { optimizer: OptimizerName; epochs: number } | null;
  /** which digits of the reader's own it was taught */
  taught: number[];
  /** the share of the test digits that it reads right */
  accuracy: number;
}

/** Whether it is kept for good, until the page is left, or not at all for want of room. */
export type Outcome = "kept" | "here" | "full";

const LENET = "6,1,5,5;6;16,6,5,5;16;120,400;120;84,120;84;10,84;10";
const CHANGED = "network-changed"; // said to what else is on the page

type Parameters = Network["parameters"];

const shapesOf = (parameters: Parameters) => parameters.map(([, shape]) => shape.join()).join(";");

/** Whether these are a LeNet's parameters, so that what they are trained to may be kept. */
export const isLeNet = (parameters: Parameters) => shapesOf(parameters) === LENET;

/** What is kept, if it fits parameters of these shapes. */
export function readNetwork(parameters: Parameters): Network | null {
  if (!isBookPage() || !isLeNet(parameters)) return null;
  try {
    const kept = JSON.parse(readItem("network") ?? "null");
    const weights = bytesOf(kept.weights);
    const size = parameters.reduce((sum, [, shape]) => sum + shape.reduce((n, m) => n * m, 1), 0);
    return weights.length === 4 * size ? { ...kept, weights } : null;
  } catch {
    return null; // none, or none of ours
  }
}

export function keepNetwork(network: Network): Outcome {
  let letters = "";
  for (const byte of network.weights) letters += String.fromCharCode(byte);
  try {
    keepItem("network", JSON.stringify({ ...network, weights: btoa(letters) }));
  } catch {
    return "full";
  }
  document.dispatchEvent(new Event(CHANGED));
  return isLasting() ? "kept" : "here";
}

export function forgetNetwork(): void {
  forgetItem("network");
  document.dispatchEvent(new Event(CHANGED));
}

/** Call a function when what is kept may be another; returns what ends that. */
export function onNetwork(follow: () => void): () => void {
  const ended = new AbortController();
  const { signal } = ended;
  for (const event of [CHANGED, "record-cleared"]) {
    document.addEventListener(event, follow, { signal });
  }
  onKept(() => signal.aborted || follow());
  return () => ended.abort();
}
