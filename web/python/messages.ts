// What a page and its Python's worker say to each other.

import type { CommMessage } from "../shared/comm-message";
import type { Language } from "../shared/editions";
import type { Output, Question } from "./interpreter";

/** What CPython boots from. */
export interface Files {
  wasm: WebAssembly.Module;
  /** Of Python itself, as a zip file that it reads by itself; deflated. */
  library: Uint8Array<ArrayBuffer>;
  /** What else can be imported: a bundle of files (bundle.ts), deflated. */
  packages: Uint8Array<ArrayBuffer>;
}

export type ToWorker =
  | { act: "boot"; language: Language }
  | { act: "bring"; name: keyof Files; file: Files[keyof Files] }
  | { act: "mount"; packages: Uint8Array<ArrayBuffer> }
  | { act: "run"; cell: string; name: string; source: string }
  | { act: "ask"; question: Question }
  | { act: "comm"; message: CommMessage };

export type FromWorker =
  | { say: "ready" }
  | { say: "broken"; reason: string }
  | { say: "output"; cell: string; output: Output }
  | { say: "comm"; message: CommMessage }
  | { say: "told"; answer: string }
  | { say: "answered" }
  | { say: "done"; cell: string; ok: boolean };
